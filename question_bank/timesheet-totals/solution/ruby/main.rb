# The minutes of a duration such as 1h30m, or nil if it is not one.
def minutes(text)
  match = /\A(?:(\d+)h)?(?:(\d+)m)?\z/.match(text)
  return nil if text.empty? || match.nil?

  match[1].to_i * 60 + match[2].to_i
end

# The shortest way to write that many minutes.
def duration(total)
  hours, rest = total.divmod(60)
  text = hours.zero? ? "" : "#{hours}h"
  rest.zero? && !hours.zero? ? text : "#{text}#{rest}m"
end

# The lines to print for the lines of a timesheet.
def report(lines)
  totals = Hash.new(0)
  unreadable = []
  lines.each.with_index(1) do |line, number|
    text = line.strip
    next if text.empty? || text.start_with?("#")

    words = text.split
    spent = words.size == 2 ? minutes(words[1]) : nil
    if spent.nil?
      unreadable << "line #{number}: cannot read \"#{text}\""
    else
      totals[words[0]] += spent
    end
  end
  projects = totals.sort_by { |project, spent| [-spent, project] }
  projects.map { |project, spent| "#{project} #{duration(spent)}" } +
    ["total #{duration(totals.values.sum)}"] + unreadable
end

puts report($stdin.read.lines(chomp: true))
