### The page that stands for every error, and the same for programs.

problem-to-start = To the start page
problem-open-label = Open a session with a link or a code
problem-open-placeholder = Paste it here
problem-open = Open

problem-bad-request = This could not be read
problem-bad-request-what = Something was missing or broken on the way. Go back, check what you typed and send it again.
problem-sign-in-first = Sign in first
problem-sign-in-first-what = Nothing was changed. Sign in, then do it again.
problem-forbidden = This is not yours to do
problem-forbidden-what = Nothing was changed.
problem-hosts-only = This is for hosts
problem-hosts-only-what = Become a host to offer your time here. It takes a few minutes and costs nothing.
problem-foreign-origin = This did not come from one of our pages
problem-foreign-origin-what = Nothing was changed. If you meant to do this, open the page here and do it again.
# Never says whether anything exists.
problem-not-found = There is nothing here for you
problem-not-found-what = The address may be mistyped, or the page is over, replaced, or somebody else's. Nothing was charged because of it. With a personal link or code you can go on here:
problem-method-not-allowed = This address does not do that
problem-method-not-allowed-what = Nothing was changed. Open the page again and use its buttons.
problem-conflict = It has changed meanwhile
problem-conflict-what = Somebody was faster, or you did it in another window. Open the page again to see how it stands.
problem-too-large = This is too large
problem-too-large-what = Nothing was saved. Choose a smaller file, or send less at once.
problem-misdirected = This address is not ours
problem-misdirected-what = Open the site by its own name.
problem-unprocessable = Some of this cannot be taken
problem-unprocessable-what = Nothing was changed. Check the fields and send them again.
problem-too-many = That was a little too often
problem-too-many-what = { $seconds ->
    [one] Wait a second, then try again.
   *[other] Wait { $seconds } seconds, then try again.
}
problem-internal = This did not work, and it is our fault
problem-internal-what = It has been noted. Nothing was charged because of it. Try again in a moment.
problem-unavailable = Not at this moment
problem-unavailable-what = The site is busy or being looked after. Nothing was lost. Try again in a few seconds.
