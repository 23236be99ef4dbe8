-- Writes Markdown files as documents; `documents.py` calls it: pandoc lua documents.lua LANGUAGE KIND,… FILE …
-- One start of pandoc for many files, because starting it takes longer than a page.
local language, kinds = arg[1], arg[2]

-- The writers fetch pictures, from any file or address: their words take their place.
local without_pictures = { Image = function(image) return image.caption end }

for number = 3, #arg do
  local source = assert(io.open(arg[number], 'rb'))
  local document = pandoc.read(source:read('a'), 'gfm'):walk(without_pictures)
  source:close()
  document.meta.lang = language
  for kind in kinds:gmatch('[^,]+') do
    -- Without a template, an OpenDocument text is a part of a file that no program opens.
    local options = kind == 'odt' and { template = pandoc.template.compile(pandoc.template.default(kind)) } or {}
    local output = assert(io.open((arg[number]:gsub('md$', kind)), 'wb'))
    output:write(pandoc.write(document, kind, options))
    output:close()
  end
end
