### What forms say about themselves and about what was typed.

form-optional = (optional)
form-back = Back
form-show-password = Show password
# {"{n}"} and {"{max}"} are filled in the browser while one types.
form-counter = { "{n}" } of { "{max}" }
form-errors = { $count ->
    [one] One thing needs your attention
   *[other] { $count } things need your attention
}

# In the list above a form: which field, and what is wrong with it.
form-error-of = { $label }: { $error }

error-needed = Fill this in.
error-choose = Choose one of these.
error-too-long = { $max ->
    [one] At most one character fits here.
   *[other] At most { $max } characters fit here.
}
error-too-short = { $min ->
    [one] This needs at least one character.
   *[other] This needs at least { $min } characters.
}
error-email = This is not an e-mail address. It looks like name@example.org.
error-number = Type a whole number.
error-bounds = Type a number from { $min } to { $max }.
error-amount = Type an amount in { $currency }, such as 85 or 85.50.
error-date = Choose a date.
error-time = Choose a time.
error-zone = Choose a time zone from the list.

flash-saved = Saved.
