# The lines to print for the lines of a timesheet.
def report(lines)
  # Your code goes here.
  []
end

puts report($stdin.read.lines(chomp: true))
