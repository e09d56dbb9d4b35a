# The records that a query is true for, or a line that says where the query is wrong.
def matching(query, records)
  # Your code goes here.
  []
end

first, *others = $stdin.read.lines(chomp: true)
puts matching(first, others)
