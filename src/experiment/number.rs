//! Decimal numbers, read from texts.

/// The number that a text is: what `str::parse` of Rust takes, correctly rounded. In a page the browser reads it: Rust's own
/// reader has a table of 10 KB that nothing compresses, and every visitor would download it.
pub fn parse_number(text: &str) -> Option<f64> {
    #[cfg(all(target_arch = "wasm32", feature = "page"))]
    return not_finite(text).or_else(|| decimal(text).then(|| js_sys::parse_float(text)));
    #[cfg(not(all(target_arch = "wasm32", feature = "page")))]
    text.parse().ok()
}

/// The number in two significant digits, as somebody would type it: no trace of a logarithm is left in it.
pub fn two_digits(number: f64) -> f64 {
    parse_number(&format!("{number:.1e}")).unwrap_or(number)
}

/// Whether a text is a finite number, or one that is too large, as Rust writes and reads it.
#[cfg(any(test, all(target_arch = "wasm32", feature = "page")))]
fn decimal(text: &str) -> bool {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = unsigned(number).split_once('.').unwrap_or((unsigned(number), ""));
    let exponent = exponent.map(unsigned);
    digits(whole)
        && digits(part)
        && !(whole.is_empty() && part.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

#[cfg(any(test, all(target_arch = "wasm32", feature = "page")))]
fn not_finite(text: &str) -> Option<f64> {
    let is = |name: &str| unsigned(text).eq_ignore_ascii_case(name);
    let number = if is("inf") || is("infinity") {
        f64::INFINITY
    } else if is("nan") {
        f64::NAN
    } else {
        return None;
    };
    Some(if text.starts_with('-') { -number } else { number })
}

/// Without a sign before it.
#[cfg(any(test, all(target_arch = "wasm32", feature = "page")))]
fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_taken_for_a_number_is_what_rust_takes(text in "[-+0-9.eEinfINFaty ]{0,7}") {
            prop_assert_eq!(decimal(&text) || not_finite(&text).is_some(), text.parse::<f64>().is_ok());
        }
    }

    #[test]
    fn what_is_not_finite_is_read_as_rust_reads_it() {
        for text in ["inf", "-inf", "+Infinity", "INF", "nan", "-NaN", "1e400", "", "-", "e", "0x1", "1_0"] {
            let read = text.parse::<f64>().ok().filter(|number| !number.is_finite());
            let ours = not_finite(text).or(parse_number(text).filter(|number| !number.is_finite()));
            assert_eq!(ours.map(f64::to_bits).is_some(), read.is_some(), "{text}");
        }
        assert_eq!(not_finite("-inf"), Some(f64::NEG_INFINITY));
    }

    #[test]
    fn a_number_is_rounded_to_its_first_digits() {
        assert_eq!(two_digits(0.123_45), 0.12);
        assert_eq!(two_digits(-98_765.0), -99_000.0);
        assert!(two_digits(f64::NAN).is_nan());
    }
}
