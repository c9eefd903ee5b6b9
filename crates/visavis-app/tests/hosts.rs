//! Hosts through the app's own functions, on both engines: becoming one, profile, services, being
//! found, and the files that people bring.

mod hosts {
    mod becoming;
    mod directory;
    mod files;
    mod profile;
    mod services;
    mod stage;
}
