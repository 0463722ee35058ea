//! A value that an embedding page sent, as far as a method can take it. No browser in it.

use crate::experiment::{Found, parse_number};

/// A value of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Plain {
    /// `undefined` or `null`.
    Nothing,
    Switch(bool),
    Number(f64),
    Text(String),
    List,
    /// With its entries in their order; of an object in it, none are read.
    Object(Vec<(String, Plain)>),
}

impl Plain {
    /// The whole number of 0..=2^53 - 1 that it is, be it written as a text.
    pub fn whole(&self) -> Option<u64> {
        let number = match self {
            Plain::Number(number) => *number,
            Plain::Text(text) => parse_number(text.trim())?,
            Plain::Nothing | Plain::Switch(_) | Plain::List | Plain::Object(_) => return None,
        };
        let exact = (0.0..9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0;
        exact.then_some(number as u64)
    }

    /// What stood there, for a sentence that says that it is wrong.
    pub fn found(&self) -> Found {
        match self {
            Plain::Nothing => Found::Nothing,
            Plain::Switch(on) => Found::Value(on.to_string()),
            Plain::Number(number) => Found::Value(number.to_string()),
            Plain::Text(text) => Found::typed(text),
            Plain::List => Found::List,
            Plain::Object(_) => Found::Object,
        }
    }

    /// As an address has it; none for what is no single value.
    pub fn text(&self) -> Option<String> {
        match self {
            Plain::Switch(on) => Some(on.to_string()),
            Plain::Number(number) => Some(number.to_string()),
            Plain::Text(text) => Some(text.clone()),
            Plain::Nothing | Plain::List | Plain::Object(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        let whole = |value: Plain| value.whole();
        assert_eq!(whole(Plain::Number(50.0)), Some(50));
        assert_eq!(whole(Plain::Text(" 50 ".to_owned())), Some(50));
        assert_eq!(whole(Plain::Number(-0.0)), Some(0));
        for number in [0.5, -1.0, f64::NAN, f64::INFINITY, 2f64.powi(53)] {
            assert_eq!(whole(Plain::Number(number)), None, "{number}");
        }
        assert_eq!(whole(Plain::Switch(true)), None);
        assert_eq!(whole(Plain::Text(String::new())), None);
    }
}
