//! Faces and presence.

use maud::{Markup, Render, html};

use crate::layout::sprite;
use crate::page::Page;

/// What clients see of a host (RING-12). The shapes differ, not only the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Can be reached now.
    Online,
    /// In a session.
    Busy,
    /// On a short break.
    Break,
    /// Not here.
    Offline,
}

impl Presence {
    const fn class(self) -> &'static str {
        match self {
            Self::Online => "on",
            Self::Busy => "busy",
            Self::Break => "brk",
            Self::Offline => "off",
        }
    }

    const fn drawing(self) -> &'static str {
        match self {
            Self::Online => "on",
            Self::Busy => "busy",
            Self::Break => "break",
            Self::Offline => "off",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Online => "parts-presence-online",
            Self::Busy => "parts-presence-busy",
            Self::Break => "parts-presence-break",
            Self::Offline => "parts-presence-offline",
        }
    }
}

/// The bare shape.
pub fn presence_glyph(presence: Presence) -> Markup {
    html! { svg.glyph aria-hidden="true" { use href=(sprite(presence.drawing())) {} } }
}

/// The badge with its word.
pub fn presence(page: &Page, presence: Presence) -> Markup {
    html! {
        span class={ "badge " (presence.class()) } {
            (presence_glyph(presence)) (page.t(presence.key()))
        }
    }
}

/// The soft colour behind initials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tint {
    /// Grey.
    Ash,
    /// Plum.
    Plum,
    /// Sky.
    Sky,
    /// Honey.
    Honey,
    /// Leaf.
    Leaf,
}

impl Tint {
    const ALL: [Self; 5] = [Self::Ash, Self::Plum, Self::Sky, Self::Honey, Self::Leaf];

    /// The tint that belongs to a name: the same everywhere.
    pub fn of(name: &str) -> Self {
        let sum = name.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        Self::ALL[sum % Self::ALL.len()]
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Ash => "",
            Self::Plum => " p2",
            Self::Sky => " p3",
            Self::Honey => " p4",
            Self::Leaf => " p5",
        }
    }
}

/// A face: the picture, or initials on a soft tint. The name stands beside it, so it has no words.
#[derive(Debug, Clone)]
pub struct Avatar<'a> {
    name: &'a str,
    picture: Option<&'a str>,
    size: u16,
    presence: Option<Presence>,
}

impl<'a> Avatar<'a> {
    /// The face of this name, with the address of its picture.
    pub const fn new(name: &'a str, picture: Option<&'a str>) -> Self {
        Self { name, picture, size: 44, presence: None }
    }

    /// Its edge in pixels: 28, 32, 36, 44, 56, 72, 88 or 132.
    #[must_use]
    pub const fn size(mut self, size: u16) -> Self {
        self.size = size;
        self
    }

    /// With a presence dot at its corner.
    #[must_use]
    pub const fn dot(mut self, presence: Presence) -> Self {
        self.presence = Some(presence);
        self
    }
}

impl Render for Avatar<'_> {
    fn render(&self) -> Markup {
        let tint = if self.picture.is_some() { "" } else { Tint::of(self.name).class() };
        html! {
            span class={ "av a" (self.size) (tint) } {
                @match self.picture {
                    Some(address) => {
                        img.portrait src=(address) alt="" width=(self.size) height=(self.size)
                            loading="lazy" decoding="async";
                    }
                    None => span.av-ini aria-hidden="true" { (initials(self.name)) },
                }
                @if let Some(presence) = self.presence {
                    span class={ "av-dot " (presence.class()) } { (presence_glyph(presence)) }
                }
            }
        }
    }
}

/// `SM` for Sofia Marchetti, `R` for rosewater.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_and_the_last_name() {
        for (name, want) in
            [("Sofia Marchetti", "SM"), ("rosewater", "R"), ("Ana Luz da Silva", "AS"), ("", "")]
        {
            assert_eq!(initials(name), want);
        }
    }
}
