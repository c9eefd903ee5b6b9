### Becoming a host.

become-host-title = Become a host
become-host-lead = Offer your time at your own price, to people who come for what you know.
become-host-what = What it means
become-host-services = You write what you do, how long it takes and what it costs. As many services as you like, changed whenever you like.
become-host-money = People pay before you meet. After the session the earning is yours, and every sum is shown.
become-host-room = You meet in the browser, with chat and files beside the picture. Nothing to install, for you or your clients.
become-host-free = It costs nothing to begin. Clients see you once your profile is complete and a service is on.

become-host-account = First, an account
become-host-account-text = It takes an e-mail address and a password.
become-host-sign-up = Open an account
become-host-unproven = Confirm your address first
become-host-unproven-text = We have sent a message to { $email }. Open the link in it, then come back here.
become-host-send-again = Send it again from your account
become-host-name-hint = As clients will see it. You can change it later.
become-host-begin = Begin

flash-host-begun = You are a host now. Tell people who you are, then add a service.
fault-host-email = Confirm your e-mail address first. The link is in the message that we sent you.
