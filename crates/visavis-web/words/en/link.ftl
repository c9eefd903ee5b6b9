### Personal links: opening one, asking for them again, replacing one.

link-title = Open your session
link-lead = Your personal link opens your session by itself. If it does not, paste the link from your e-mail here.
link-busy = Opening your session…
link-field = Your personal link
link-placeholder = Paste it here
link-open = Open

# Never says whether anything exists.
link-dead = This link does not open a session
link-dead-what = It may have been replaced by a newer one, taken back, or cut off on its way, or its session is over. Nothing was charged because of it.
link-again = Paste a link

link-lost = Have your links sent again
link-lost-what = We send the links of your open sessions to the address that you bought with. Links that you still have keep working.
link-lost-label = Send me my current links
link-lost-placeholder = The address that you bought with
link-lost-send = Send
link-lost-same = If the address has an open session, an e-mail is on its way within a minute.
flash-links-sent = If this address has an open session, an e-mail with its link is on its way.
