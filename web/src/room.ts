/** The script of the lobby and the room. */

import "./room/lobby";
import "./room/room";
