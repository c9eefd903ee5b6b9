//! The currencies that a site may choose: the money in circulation of ISO 4217.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::MoneyError;

/// An ISO 4217 currency that we know.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Every code we know but for funds, metals and test codes. A code that is missing here cannot be
/// chosen: guessing its decimals would be wrong by a factor of ten or a hundred.
const KNOWN: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD \
    BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD \
    FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES \
    KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR \
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB \
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD \
    TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");
    /// The US dollar.
    pub const USD: Self = Self(*b"USD");

    /// All of them, in the order of their codes, for a field to choose from.
    pub fn all() -> impl Iterator<Item = Self> {
        KNOWN.split_ascii_whitespace().filter_map(|code| code.parse().ok())
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a currency is made from ASCII letters alone")
    }

    /// How many decimals the currency has: 2 for most, 0 for JPY, 3 for KWD.
    pub const fn exponent(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }

    /// The sign that people write, where one is in use and cannot be taken for another currency.
    pub const fn symbol(self) -> Option<&'static str> {
        Some(match &self.0 {
            b"AUD" => "A$",
            b"BRL" => "R$",
            b"CAD" => "CA$",
            b"CNY" => "CN¥",
            b"CZK" => "Kč",
            b"EUR" => "€",
            b"GBP" => "£",
            b"GEL" => "₾",
            b"GHS" => "GH₵",
            b"HKD" => "HK$",
            b"ILS" => "₪",
            b"INR" => "₹",
            b"JPY" => "¥",
            b"KHR" => "៛",
            b"KRW" => "₩",
            b"KZT" => "₸",
            b"LAK" => "₭",
            b"MNT" => "₮",
            b"MXN" => "MX$",
            b"NGN" => "₦",
            b"NZD" => "NZ$",
            b"PHP" => "₱",
            b"PLN" => "zł",
            b"PYG" => "₲",
            b"RUB" => "₽",
            b"SGD" => "S$",
            b"THB" => "฿",
            b"TRY" => "₺",
            b"TWD" => "NT$",
            b"UAH" => "₴",
            b"USD" => "$",
            b"VND" => "₫",
            _ => return None,
        })
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let bytes: [u8; 3] = text.as_bytes().try_into().map_err(|_| MoneyError::Currency)?;
        if KNOWN.split_ascii_whitespace().any(|known| known.as_bytes() == bytes) {
            Ok(Self(bytes))
        } else {
            Err(MoneyError::Currency)
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
