-- The shapes of a page of the site that Pandoc alone would not give to its elements: code is folded, tables scroll
-- inside themselves, headings have permanent links, callouts have icons, and below every exhibit stands what lies
-- behind it. Elements are met from the outside in; what is returned with `false` is not entered again.

local SCROLLS = {{'role', 'group'}, {'tabindex', '0'}, {'aria-label', 'Table, scrolls sideways'}}
-- What lets the keyboard scroll a table that is wider than the page; the script takes it from others.
local MOST_COLUMNS, LONGEST_CELL = 4, 40
-- What a phone has room for beside one another, in columns and in characters of one cell.
local ESCAPES = {['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;', ["'"] = '&#x27;'}
local settings
local shapes = {traverse = 'topdown'}

local function raw(words) return pandoc.RawBlock('html', words) end
local function escaped(words) return (words:gsub('[&<>"\']', ESCAPES)) end
local function inside(content) return content:walk(shapes) end

-- Code that the keyboard can scroll where it is wider than the page.
local function reachable(code, classes, attributes)
  local own = attributes or {}
  own.tabindex = '0'
  return pandoc.CodeBlock(code.text, pandoc.Attr(attributes and code.identifier or '', classes, own))
end

-- The script makes a card of where a number comes from; a number within a link keeps that link alone.
function shapes.Link(node) return node, false end

function shapes.Span(node)
  if node.identifier:match('^n%-') and node.classes:includes('number') then
    local key = node.identifier:match('^n%-(.*)%-[^-]*$')
    node.content = {pandoc.Link(node.content, '#from-' .. key)}
    return node, false
  elseif node.classes:includes('equation') then
    node.attributes.alt = nil -- a formula in MathML is read out as it stands
    return node
  end
end

local function code(node)
  if not node.classes:includes('cell-code') then return reachable(node, node.classes, node.attributes) end
  local bare = reachable(node, node.classes)
  local fold = node.attributes['code-fold'] or settings.fold
  if fold == 'false' then return bare end
  local summary = escaped(node.attributes['code-summary'] or settings.summary)
  local opening = '<details class="code-fold"' .. (fold == 'show' and ' open' or '') .. '><summary>'
  return {raw(opening .. summary .. '</summary>'), bare, raw('</details>')}
end

-- Code, under the name of its file where it says one.
function shapes.CodeBlock(node)
  local name = node.attributes.filename
  node.attributes.filename = nil
  local shown = pandoc.Blocks(code(node))
  if not name then return shown, false end
  shown:insert(1, pandoc.Div({pandoc.Plain {pandoc.Strong(name)}}, pandoc.Attr('', {'code-with-filename-file'})))
  return pandoc.Div(shown, pandoc.Attr('', {'code-with-filename'})), false
end

-- A callout with its icon; one that opens and closes always shows its title.
local function callout(node, kind)
  local blocks = inside(node.content)
  if not node.classes:includes('no-icon') then
    local icon = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="' .. settings.paths[kind] .. '"/></svg>'
    blocks[1].content[1].content:insert(1, pandoc.RawInline('html', icon))
  end
  local collapse = node.attributes.collapse
  if not collapse then return pandoc.Div(blocks, pandoc.Attr(node.identifier, node.classes)), false end
  local own = node.identifier ~= '' and (' id="' .. escaped(node.identifier) .. '"') or ''
  local class = ' class="' .. escaped(table.concat(node.classes, ' ')) .. '"'
  local state = collapse == 'false' and ' open' or ''
  local shown = pandoc.Blocks {raw('<details' .. own .. class .. state .. '><summary class="callout-title">')}
  shown:extend(blocks[1].content)
  blocks[1] = raw('</summary>')
  shown:extend(blocks)
  shown:insert(raw('</details>'))
  return shown, false
end

function shapes.Div(node)
  for kind in pairs(settings.paths) do
    if node.classes:includes('callout-' .. kind) then return callout(node, kind) end
  end
  if node.classes:includes('layout-cell') and node.attributes.width then
    local style = {{'style', 'flex: ' .. node.attributes.width}}
    return pandoc.Div(inside(node.content), pandoc.Attr(node.identifier, node.classes, style)), false
  end
end

-- A picture with the side that `fig-align` names as a class.
function shapes.Image(node)
  local side = node.attributes['fig-align']
  if not side then return nil end
  node.attributes['fig-align'] = nil
  node.classes:insert('align-' .. side)
  return node, false
end

function shapes.Table(node) return pandoc.Div({node}, pandoc.Attr('', {'table-scroll'}, SCROLLS)), false end

-- A table of great_tables without the notes in its foot, and these as what stands below: they do not scroll with it.
local function notes_below(markup)
  local notes = {}
  local function taken(foot, kind)
    if kind ~= 'sourcenotes' and kind ~= 'footnotes' then return nil end
    for name, note in foot:gmatch('<td class="gt_(%a+)"[^>]*>(.-)</td>') do
      if name == 'sourcenote' or name == 'footnote' then table.insert(notes, '<p>' .. note .. '</p>') end
    end
    return ''
  end
  local bare = markup:gsub('(<tfoot[^>]*><tr class="gt_(%a+)".-</tfoot>)', taken)
  if #notes == 0 then return markup, {} end
  return bare, {raw('<div class="table-notes">' .. table.concat(notes) .. '</div>')}
end

-- How many columns a table of great_tables has beside what its rows are about, if a phone has no room for it: it
-- has many, or long words in one.
local function too_wide(markup)
  local head = markup:match('<thead.-</thead>') or ''
  if not markup:find('gt_table', 1, true) then return nil end
  local _, columns = head:gsub('colspan="1"', '')
  local wide = columns > MOST_COLUMNS
  for cell in markup:gmatch('<t[dh]%s[^>]*gt_row[^>]*>(.-)</t[dh]>') do
    wide = wide or utf8.len((cell:gsub('<[^>]*>', ''))) > LONGEST_CELL
  end
  return wide and columns > 1 and columns - 1 or nil
end

-- A cell may put out a table that is HTML already; a head without words, as pandas has in its corner, is none.
function shapes.RawBlock(node)
  if not (node.text:find('<table%f[^%w_]') and node.text:find('</table>', 1, true)) then return nil end
  local bare, notes = notes_below((node.text:gsub('<th></th>', '<td></td>')))
  local beside = too_wide(bare)
  local scrolling = shapes.Table(raw(bare))
  if beside then
    scrolling.classes:insert('stacked')
    scrolling.attributes.style = '--columns: ' .. beside
  end
  local shown = pandoc.Blocks {scrolling}
  shown:extend(notes)
  return shown, false
end

function shapes.Header(node)
  if node.identifier == '' then return nil end
  local words = pandoc.utils.stringify(node.content:walk {Note = function() return {} end})
  local href = '<a class="anchor" href="#' .. escaped(node.identifier)
  local label = '" aria-label="Link to ' .. escaped(words:match('^%s*(.-)%s*$')) .. '">#</a>'
  node.content:insert(pandoc.RawInline('html', href .. label))
  return node, false
end

function shapes.Figure(node)
  local behind = settings.behind[node.identifier]
  if not behind then return nil end
  node.content = inside(node.content)
  return {node, raw(behind)}, false
end

function Pandoc(doc)
  settings = doc.meta
  return pandoc.Pandoc(inside(doc.blocks))
end
