/** The script of every page: live regions, forms, and the small elements. Pages work without it. */

import htmx from "htmx.org";
import "./elements/chat";
import "./elements/confirm";
import "./elements/copy";
import "./elements/countdown";
import "./elements/counter";
import { watchForms } from "./elements/forms";
import { startLive } from "./elements/live";
import "./elements/local-time";
import "./elements/menu";
import "./elements/password";
import "./elements/print";
import "./elements/secret-link";
import "./elements/upload";
import "./elements/window";
import "./elements/zone";

// An error answer is a whole page; it must not be put into a region. The region keeps what it shows.
// (The types know numbers only; the library compares texts and knows "4xx".)
Object.assign(htmx.config, { noSwap: [204, 304, "4xx", "5xx"] });
// What people opened or sent stays so when the region around it is fetched again.
htmx.config.morphIgnore = ["data-htmx-powered", "data-vv-", "open"];

watchForms();
startLive();
