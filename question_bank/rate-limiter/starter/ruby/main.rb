# A line to print for each request.
def decide(lines)
  # Your code goes here.
  []
end

puts decide($stdin.read.lines(chomp: true))
