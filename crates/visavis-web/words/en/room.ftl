### Lobby and room, as far as the server writes them. The script's own words are in room-script.ftl.

lobby-private = Encrypted on the way, not recorded
lobby-script = Camera, microphone and the room need JavaScript. Allow it for this site, then open this page again.
lobby-here = is in the room
lobby-away = is not in the room yet
lobby-to = to
lobby-undated = Without a date yet: you two can meet here whenever it suits both.
lobby-opens = The room opens on
lobby-opens-in = in
lobby-wait = Stay on this page: it lets you in by itself. You can try camera and microphone then.
lobby-advice = Your link is for you alone, please do not share it. If you leave, the session waits for you: come back by the same link.
lobby-again = Look again
lobby-back = Back to the session

room-page-with = with { $name }
room-page-wait = Opening the room…
room-page-script = The room needs JavaScript, for pictures, sound and chat. Allow it for this site, then open this page again.

room-error-early = The room is not open yet. Go back to the session to see when it opens.
room-error-elsewhere = You are in another session right now. Leave that one, then this one can begin.
room-error-failed = That did not work, and it is our fault. Nothing was lost. Try again in a moment.
room-error-refused = That is not possible any more. Go back to the session to see how it stands.
room-error-too-many = That was a little too often. Wait a moment, then try again.
