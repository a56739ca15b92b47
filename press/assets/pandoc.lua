-- What a Pandoc that stays does: each line that comes in is a request, each that goes out its answer, both in JSON.

-- What a filter prints is for who builds the book, with the place that prints it; answers go another way.
io.output(io.stderr)
function print(...)
  local place, words = debug.getinfo(2, 'Sl'), pandoc.List({...}):map(tostring)
  io.write(place.source:gsub('^@', ''), ':', place.currentline, ': ', table.concat(words, '\t'), '\n')
end

-- The document that is asked for: read, where no file or address that the text names is opened, and written anew.
local function answered(line)
  local asked = pandoc.json.decode(line, false)
  local doc = pandoc.read(asked.text, asked.reader, PANDOC_READER_OPTIONS, {})
  if asked.meta then doc.meta = asked.meta end
  if asked.cite then doc = pandoc.utils.citeproc(doc) end
  local own = setmetatable({FORMAT = asked.format}, {__index = _G}) -- what filters define stays with this request
  for _, filter in ipairs(asked.filters or {}) do doc = pandoc.utils.run_lua_filter(doc, filter, own) end
  local options = pandoc.WriterOptions(PANDOC_WRITER_OPTIONS)
  for name, value in pairs(asked.options or {}) do options[name] = value end
  return pandoc.write(doc, asked.writer, options)
end

local function serve()
  for line in io.lines() do
    local done, told = pcall(answered, line)
    io.stdout:write(pandoc.json.encode({done = done, told = tostring(told)}), '\n'):flush()
  end
end

return {{Pandoc = serve}} -- returned and not named: a name would be seen by the filters, as one of theirs
