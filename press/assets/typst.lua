-- The shapes that Typst wants. Pandoc's own Typst writer does the text; what it has no words for (figures with
-- their numbers, callouts, layouts, notes in the margin, alternative texts) becomes a call of a function of
-- templates/book.typ. Elements are met from the outside in; what is returned with `false` is not entered again.

local SMALL = 28 -- the most of a table that floats, in rows and hundreds of characters: about half a page; a larger one would drift
local KINDS = {['float-tbl'] = 'table', ['float-lst'] = 'raw'}
local CALLOUTS = {'note', 'tip', 'warning', 'important', 'caution'}
local UNWRAPPED = {'cell', 'tab', 'panel-tabset', 'layout-panel'} -- a figure in a block could not float
local HEIGHTS = {['valign-center'] = 'horizon', ['valign-bottom'] = 'bottom'}
local SIDES = {left = true, center = true, right = true}
local settings
local shapes = {traverse = 'topdown'}

local function raw(words) return pandoc.RawBlock('typst', words) end
local function inline(words) return pandoc.RawInline('typst', words) end
local function inside(content) return content:walk(shapes) end

local function has(node, names)
  for _, name in ipairs(names) do
    if node.classes:includes(name) then return name end
  end
end

-- Words as a string literal of Typst.
local function text(words)
  return '"' .. words:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', '\\n') .. '"'
end

local function label(node)
  return node.identifier ~= '' and (' <' .. node.identifier .. '>') or ''
end

-- Blocks between the words that open and close a function of the template.
local function called(opening, blocks, closing)
  local shown = pandoc.Blocks {raw(opening)}
  shown:extend(blocks)
  shown:insert(raw(closing or ']'))
  return shown, false
end

-- A width or height as Typst has it; a bare number is of pixels, 96 to the inch.
local function length(size)
  local pixels = size:match('^([%d.]+)$') or size:match('^([%d.]+)px$')
  if pixels then return string.format('%.4fin', tonumber(pixels) / 96) end
  local unit = size:match('^[%d.]+(%D+)$')
  local known = unit == '%' or unit == 'in' or unit == 'cm' or unit == 'mm' or unit == 'pt' or unit == 'em'
  return known and size or nil
end

-- What would begin a heading or a list if it stood first in brackets, where Pandoc does not expect it to.
function shapes.Str(node)
  local words = node.text
  local number = words:match('^%d+%.$')
  if not number and not words:match('^[-+=/]') then return nil end
  local place = number and #words or 1
  local sign = inline('\\' .. words:sub(place, place))
  return {pandoc.Str(words:sub(1, place - 1)), sign, pandoc.Str(words:sub(place + 1))}, false
end

function shapes.CodeBlock(node)
  if not settings.echo and node.classes:includes('cell-code') then return {}, false end
  local name = node.attributes.filename
  if not name then return nil end
  node.attributes.filename = nil
  return {raw('#block(sticky: true, below: 0.4em)[#set text(size: 0.9em)'), pandoc.Plain {pandoc.Strong(name)}, raw(']'), node}, false
end

local function is_plain(list)
  local given = list.listAttributes
  local decimal = given.style == 'Decimal' or given.style == 'DefaultStyle'
  return given.start == 1 and decimal and (given.delimiter == 'Period' or given.delimiter == 'DefaultDelim')
end

-- A plain list within one that counts otherwise, which it would count like if it did not say so.
function shapes.OrderedList(node)
  if is_plain(node) then return nil end
  return node:walk {OrderedList = function(inner)
    if is_plain(inner) then return {raw('#block[\n#set enum(numbering: "1.", start: 1)'), inner, raw(']')} end
  end}
end

-- A heading whose footnotes are kept where the contents and the head of a page, which repeat it, do not show them.
function shapes.Header(node)
  node.content = inside(node.content:walk {Note = function(note)
    local kept = pandoc.Inlines {inline('#metadata([')}
    kept:extend(pandoc.utils.blocks_to_inlines(note.content))
    kept:insert(inline('])'))
    return kept
  end})
  return node, false
end

-- A picture with its alternative text, where it is to stand.
function shapes.Image(node)
  local given = node.attributes
  local words = given['fig-alt'] or given.alt or pandoc.utils.stringify(node.caption)
  local size = ''
  for _, side in ipairs {'width', 'height'} do
    local long = given[side] and length(given[side])
    size = size .. (long and (', ' .. side .. ': ' .. long) or '')
  end
  local shown = pandoc.Inlines {inline('#box(image(' .. text(node.src) .. ', alt: ' .. text(words) .. size .. '))')}
  if SIDES[given['fig-align']] then
    shown:insert(1, inline('#align(' .. given['fig-align'] .. ')['))
    shown:insert(inline(']'))
  end
  return shown, false
end

-- A formula with its alternative text: that of its label, else its TeX.
local function math(node, options, alt)
  local block = tostring(node.mathtype == 'DisplayMath')
  local words = alt or node.text:gsub('^%s+', ''):gsub('%s+$', '')
  return {inline('#math.equation(block: ' .. block .. ', alt: ' .. text(words) .. ', ' .. options), node, inline(')')}
end

function shapes.Math(node) return math(node, ''), false end

-- A numbered display equation; the number before a heading; an aside.
function shapes.Span(node)
  if node.classes:includes('equation') then
    local formula, rest = node.content[1], node.content[2]
    if not rest then return nil end
    local number = 'numbering: _ => ' .. text(pandoc.utils.stringify(rest)) .. ', '
    local shown = pandoc.Inlines(math(formula, number, node.attributes.alt))
    shown:insert(inline(label(node)))
    return shown, false
  elseif node.classes:includes('header-section-number') then
    local shown = node.content:clone()
    shown:insert(pandoc.Str('\u{a0}'))
    return shown, false
  elseif has(node, {'column-margin', 'aside'}) then
    return {pandoc.Note {pandoc.Para(inside(node.content))}}, false
  end
end

-- A term, which stands above what is said of it.
function shapes.DefinitionList(node)
  for _, item in ipairs(node.content) do
    item[1]:insert(1, inline('#term['))
    item[1]:insert(inline(']'))
  end
  return node
end

-- A table and the notes below it, as one: `whole` of the template has them break well.
function shapes.Blocks(blocks)
  local shown, closing = pandoc.Blocks {}, nil
  for _, block in ipairs(blocks) do
    if closing and block.t == 'Div' and block.classes:includes('table-note') then
      closing.content:insert(inline('['))
      closing.content:extend(pandoc.utils.blocks_to_inlines(block.content))
      closing.content:insert(inline(']'))
    elseif block.t == 'Table' then
      closing = pandoc.Plain {inline(']')}
      local size, wide, kept = block.attributes['text-size'], block.classes:includes('wide'), block.classes:includes('kept')
      block.attributes['text-size'] = nil
      local how = pandoc.List {}
      if wide then how:insert('wide: true') end
      if size then how:insert('size: ' .. size) end
      if kept then how:insert('kept: true') end
      shown:extend {raw('#whole(' .. table.concat(how, ', ') .. ')['), block, closing}
    else
      closing = nil
      shown:insert(block)
    end
  end
  return shown
end

-- A colour of HTML in the words of Typst, where it is one that says its numbers.
local function colour(value)
  local number = (value or ''):match('^#%x+$')
  if number and (#number == 4 or #number == 5 or #number == 7 or #number == 9) then return 'rgb("' .. number .. '")' end
  return (value or ''):match('^rgb%(%s*%d+%s*,%s*%d+%s*,%s*%d+%s*%)$')
end

-- A cell with the ground and the words that its style asks for; those of the head are bold.
local function styled(cell, in_head)
  local style = {}
  for name, value in (cell.attributes.style or ''):gmatch('([%w-]+):%s*([^;]+)') do style[name] = value end
  local words = colour(style.color)
  local bold = in_head or style['font-weight'] == 'bold' or (tonumber(style['font-weight']) or 0) >= 600
  cell.attributes['typst:fill'] = colour(style['background-color'] or style.background)
  local function look(block)
    if #block.content == 0 then return nil end
    local shown = block.content
    if style['font-style'] == 'italic' then shown = pandoc.Inlines {pandoc.Emph(shown)} end
    if bold then shown = pandoc.Inlines {pandoc.Strong(shown)} end
    if words then shown = pandoc.Inlines {pandoc.Span(shown, {['typst:text:fill'] = words})} end
    return pandoc.Plain(shown)
  end
  cell.contents = cell.contents:walk {Plain = look}
end

-- The table as its cells are styled, not in a figure of Pandoc's.
function shapes.Table(node)
  node.classes:insert('typst:no-figure')
  for _, row in ipairs(node.head.rows) do
    for _, cell in ipairs(row.cells) do styled(cell, true) end
  end
  for _, body in ipairs(node.bodies) do
    for _, row in ipairs(body.body) do
      for _, cell in ipairs(row.cells) do styled(cell) end
    end
  end
  return node
end

-- The first sentence of a caption, as the lists of figures and tables have it: no links, anchors or notes.
local function first_sentence(caption)
  local first = pandoc.Inlines {}
  for place, node in ipairs(caption) do
    first:insert(node)
    local words = place > 2 and node.t == 'Str' and node.text -- behind the number and what delimits it
    if words and (words:match('[.?!]$') or words:match('[.?!]%)$') or words:match('[.?!]\u{201d}$')) then break end
  end
  local function content(node) return node.content end
  return first:walk {Link = content, Span = content, Note = function() return {} end}
end

-- Whether a table may float, as a whole: one that could need a page has to break instead.
local function is_small(blocks)
  local rows = 0
  blocks:walk {Table = function(node)
    for _, body in ipairs(node.bodies) do rows = rows + #body.head + #body.body end
  end}
  return rows + pandoc.text.len(pandoc.utils.stringify(blocks)) / 100 <= SMALL
end

-- Whether a table in an exhibit is wide, and the exhibit's content without that mark: its caption is as wide.
local function widened(blocks)
  local wide = false
  local content = blocks:walk {Table = function(node)
    local kept = node.classes:filter(function(class) return class ~= 'wide' end)
    wide = wide or #kept < #node.classes
    node.classes = kept
    return node
  end}
  return wide, content
end

-- The blocks with their tables in the class `kept`, as they never break.
local function kept(blocks)
  return blocks:walk {Table = function(node)
    node.classes:insert('kept')
    return node
  end}
end

-- A figure or table. What has a number, which stands in its caption already, is listed; a table that has none does not
-- float, as no reference leads to it.
function shapes.Figure(node)
  local kind = KINDS[has(node, {'float-tbl', 'float-lst'})] or 'image'
  local part = node.classes:includes('subfloat')
  local place = has(node, {'caption-top', 'caption-bottom'})
  local caption = pandoc.utils.blocks_to_inlines(node.caption.long)
  local number = caption[1] and caption[1].t == 'Span' and caption[1].classes:includes('float-number')
  local opening = pandoc.Inlines {inline('#' .. (part and 'part-exhibit' or 'exhibit') .. '(' .. kind)}
  if number then
    opening:insert(inline(', short: ['))
    opening:extend(inside(first_sentence(caption)))
    opening:insert(inline(']'))
  end
  opening:insert(inline(', ['))
  opening:extend(inside(caption))
  local wide, content = widened(node.content)
  local small = kind == 'table' and is_small(content)
  local floats = small and number and not part and node.identifier ~= settings.last
  opening:insert(inline(']' .. (place and ', at: ' .. place:match('%-(.*)') or '') .. (wide and ', wide: true' or '') .. (floats and ', placement: auto' or '') .. ')['))
  if floats or small and not number then content = kept(content) end
  local shown = pandoc.Blocks {pandoc.Para(opening)}
  shown:extend(inside(content))
  shown:insert(raw(']' .. label(node)))
  if small and not number then return called('#unbroken[', shown) end
  if kind == 'table' and not part and not floats then shown:insert(1, raw('#room')) end
  return shown, false
end

-- A callout: its first block is its title, if it has one.
local function callout(node, kind)
  local look = has(node, {'callout-simple', 'callout-minimal'}) and 'plain: true, ' or ''
  look = look .. (node.classes:includes('no-icon') and 'icon: false, ' or '')
  local blocks = inside(node.content)
  local title = blocks[1] and blocks[1].t == 'Div' and blocks[1].classes:includes('callout-title') and blocks:remove(1)
  local opening = pandoc.Inlines {inline('#callout(' .. text(kind) .. ', ' .. look .. (title and '[' or 'none'))}
  if title then opening:extend(title.content[1].content) end
  opening:insert(inline(title and '])[' or ')['))
  blocks:insert(1, pandoc.Para(opening))
  blocks:insert(raw(']' .. label(node)))
  return blocks, false
end

-- A row of a layout: its cells, each as wide as its share.
local function row(node)
  local shares, shown = {}, pandoc.Blocks {}
  for place, cell in ipairs(node.content) do
    if not cell.attributes or not cell.attributes.width then return nil end
    shares[place] = cell.attributes.width .. 'fr'
    if place > 1 then shown:insert(raw('][')) end
    shown:extend(inside(cell.content))
  end
  local height = HEIGHTS[has(node, {'valign-center', 'valign-bottom'})]
  local opening = '#layout-row((' .. table.concat(shares, ', ') .. ',)' .. (height and ', height: ' .. height or '')
  return called(opening .. ')[', shown)
end

function shapes.Div(node)
  for _, kind in ipairs(CALLOUTS) do
    if node.classes:includes('callout-' .. kind) then return callout(node, kind) end
  end
  if has(node, UNWRAPPED) then return inside(node.content), false end
  if node.classes:includes('references') then return called('#references[', node.content) end
  if node.classes:includes('layout-row') then return row(node) end
  if has(node, {'column-margin', 'aside'}) then return called('#margin-note[', inside(node.content)) end
  if node.classes:includes('landscape') then return called('#page(flipped: true)[', inside(node.content)) end
  if node.classes:includes('code-annotations') then return called('#block[#set enum(numbering: "①")', inside(node.content)) end
  if node.classes:includes('pagebreak') then return raw('#pagebreak(weak: true)'), false end
end

-- The exhibit that a chapter ends on: it stands where it is, as no text could flow on beside it.
local function last_exhibit(blocks)
  local shown = blocks:filter(function(block) return block.t ~= 'RawBlock' end)
  local last = shown[#shown]
  while last and last.t == 'Div' and #last.content > 0 do last = last.content[#last.content] end
  return last and last.t == 'Figure' and last.identifier or nil
end

function Pandoc(doc)
  settings = doc.meta
  settings.last = last_exhibit(doc.blocks)
  return pandoc.Pandoc(inside(doc.blocks))
end
