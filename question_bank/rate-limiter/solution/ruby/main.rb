# One client's requests that still count.
class Client
  attr_writer :limit, :window

  def initialize(limit, window)
    @limit = limit
    @window = window
    @allowed = []
    @sum = 0
  end

  # Decides about a request at `now`, in milliseconds.
  def decide(now, weight)
    @sum -= @allowed.shift[1] while @allowed.any? && @allowed[0][0] + @window <= now
    return "deny forever" if weight > @limit

    excess = @sum + weight - @limit
    return "deny #{wait(now, excess)}" if excess.positive?

    @allowed << [now, weight]
    @sum += weight
    "allow"
  end

  private

  # Milliseconds until so much has left the window.
  def wait(now, excess)
    time, = @allowed.find { |_, weight| (excess -= weight) <= 0 }
    time + @window - now
  end
end

# A line to print for each request.
def decide(lines)
  common = [0, 0]
  clients = Hash.new { |all, name| all[name] = Client.new(*common) }
  lines.filter_map do |line|
    words = line.split
    if words[0] == "limit"
      limit, window = words.last(2).map(&:to_i)
      if words.size == 3
        common = [limit, window]
      else
        clients[words[1]].limit = limit
        clients[words[1]].window = window
      end
      nil
    elsif words.any?
      clients[words[1]].decide(words[0].to_i, (words[2] || 1).to_i)
    end
  end
end

puts decide($stdin.read.lines(chomp: true))
