Word = Struct.new(:kind, :text, :place)

# The query cannot be read.
class Unreadable < StandardError
  def initialize(place)
    super("error at #{place}")
  end
end

SIGNS = ["=", "!=", "<", "<=", ">", ">=", "contains"].freeze
KEYWORDS = %w[and or not contains].freeze
WORD = /\G\s*(?:(?<quoted>"[^"]*")|(?<sign><=|>=|!=|[=<>()])|(?<word>[^\s"()=!<>]+))/

# The words of a query; the last one is of kind "end" or "wrong".
def words_of(query)
  query = query.rstrip
  found = []
  position = 0
  while position < query.size
    match = WORD.match(query, position)
    return found << Word.new("wrong", "", query.index(/\S/, position) + 1) if match.nil?

    kind = match.names.find { |name| match[name] }
    text = match[kind]
    place = match.begin(kind) + 1
    kind = "keyword" if kind == "word" && KEYWORDS.include?(text)
    found << Word.new(kind, text, place)
    position = match.end(0)
  end
  found << Word.new("end", "", query.size + 1)
end

def compare(sign, left, right)
  return left.include?(right) if sign == "contains"

  left, right = [left, right].map(&:to_i) if [left, right].all?(/\A-?[0-9]+\z/)
  sign = "==" if sign == "="
  left.public_send(sign, right)
end

# any: all ("or" all)*; all: one ("and" one)*; one: "not" one | "(" any ")" | comparison.
class Parser
  def initialize(query)
    @words = words_of(query)
    @next = 0
  end

  def parse
    condition = any
    need("end")
    condition
  end

  private

  def word
    @words[@next]
  end

  def take(*texts)
    found = %w[keyword sign].include?(word.kind) && texts.include?(word.text)
    @next += 1 if found
    found
  end

  def need(*kinds)
    found = word
    raise Unreadable, found.place unless kinds.include?(found.kind)

    @next += 1
    found
  end

  def any
    parts = [all]
    parts << all while take("or")
    ->(fields) { parts.any? { |part| part.call(fields) } }
  end

  def all
    parts = [one]
    parts << one while take("and")
    ->(fields) { parts.all? { |part| part.call(fields) } }
  end

  def one
    if take("not")
      inverted = one
      return ->(fields) { !inverted.call(fields) }
    end
    return comparison unless take("(")

    inner = any
    raise Unreadable, word.place unless take(")")

    inner
  end

  def comparison
    name = need("word").text
    sign = word
    raise Unreadable, sign.place unless take(*SIGNS)

    value = need("word", "quoted")
    text = value.kind == "quoted" ? value.text[1..-2] : value.text
    ->(fields) { fields.key?(name) && compare(sign.text, fields[name], text) }
  end
end

# The records that a query is true for, or a line that says where the query is wrong.
def matching(query, records)
  condition = Parser.new(query).parse
  records.select do |record|
    fields = record.split.to_h { |part| part.partition("=").values_at(0, 2) }
    condition.call(fields)
  end
rescue Unreadable => e
  [e.message]
end

first, *others = $stdin.read.lines(chomp: true)
puts matching(first, others)
