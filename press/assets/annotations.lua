-- Annotations of code, as Quarto has them: where an ordered list follows code, lines of which end in `# <1>`, they end
-- in `# ①`, and the list, counted alike, stands right below the code, above what a cell put out.

local MOST = 20 -- so many numbers have a sign of their own

local function annotated(code)
  local text, count = (code.text .. '\n'):gsub('([#/%%;*-]+)[ \t]*<(%d+)>([ \t*/]*)\n', function(sign, digits, closing)
    local number = tonumber(digits)
    if number < 1 or number > MOST then return nil end
    return sign .. ' ' .. utf8.char(0x2460 + number - 1) .. closing .. '\n'
  end)
  if count == 0 then return nil end
  local shown = code:clone()
  shown.text = text:sub(1, -2)
  return shown
end

function Blocks(blocks)
  local shown = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    local before = shown[#shown]
    local cell = before and before.t == 'Div' and before.classes:includes('cell') and before.content
    local code = cell and cell[1] or before
    code = block.t == 'OrderedList' and code and code.t == 'CodeBlock' and annotated(code)
    if code then
      local list = pandoc.Div({block}, pandoc.Attr('', {'code-annotations'}))
      if cell then
        cell[1] = code
        cell:insert(2, list)
        before.content = cell
      else
        shown[#shown] = code
        shown:insert(list)
      end
    else
      shown:insert(block)
    end
  end
  return shown
end
