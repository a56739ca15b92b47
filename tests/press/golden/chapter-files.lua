function Str(word)
  if word.text == "KP" then return pandoc.Str("Khyber Pakhtunkhwa") end
end
