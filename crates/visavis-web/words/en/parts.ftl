### Words inside of parts.

parts-presence-online = Online now
parts-presence-busy = In a session
parts-presence-break = On a short break
parts-presence-offline = Offline
parts-stars = { $count ->
    [one] { $rating } of 5 stars in one review
   *[other] { $rating } of 5 stars in { $count } reviews
}
# {"{t}"} is the time since the end, filled in the browser.
parts-countdown-over = { "{t}" } over
parts-pages = Pages
parts-newer = Newer
parts-older = Older
parts-done = Done
