-- Runs the book's own filters, with FORMAT the format that a page is written in: here it is always json.
local function run(doc)
  local own = setmetatable({FORMAT = pandoc.utils.stringify(doc.meta["press-target"])}, {__index = _G})
  local filters = doc.meta["press-filters"]
  doc.meta["press-target"], doc.meta["press-filters"] = nil, nil
  for _, filter in ipairs(filters) do
    doc = pandoc.utils.run_lua_filter(doc, pandoc.utils.stringify(filter), own)
  end
  return doc
end

return {{Pandoc = run}} -- returned and not named: a name would be seen by the filters, as one of theirs
