//! Numbers as people read them: three significant digits, a real minus, powers of ten with superscripts.

/// U+2212, which is as wide as a plus.
const MINUS: char = '\u{2212}';

/// The number in three significant digits: `0.693`, `12.3`, `4570`, `1.30 × 10⁻⁸`, `−∞`, `NaN`.
pub fn number(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if value < 0.0 { MINUS.to_string() } else { String::new() };
    let size = value.abs();
    if size.is_infinite() {
        return format!("{sign}\u{221e}");
    }
    if size == 0.0 {
        return "0".to_owned();
    }
    let (mantissa, exponent) = rounded(size);
    if !(-3..5).contains(&exponent) {
        return format!("{sign}{mantissa:.2} \u{d7} {}", power_of_ten(exponent));
    }
    let decimals = (2 - exponent).max(0) as usize;
    format!("{sign}{:.decimals$}", mantissa * 10f64.powi(exponent))
}

/// A number of bytes: `0.2 GiB`.
pub fn gibibytes(bytes: u64) -> String {
    format!("{:.1} GiB", bytes as f64 / (1u64 << 30) as f64)
}

/// A number of bytes: `16 MiB`.
pub fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

/// Somebody else's text, to stand in a sentence of ours or on a terminal: what would act instead of being seen is written
/// out, `\u{1b}` for an escape. That is control characters, marks that turn the direction of writing, and what has no width.
pub fn escaped(text: &str) -> String {
    let acts = |character: char| {
        character.is_control()
            || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if acts(character) { shown.extend(character.escape_default()) } else { shown.push(character) }
    }
    shown
}

/// Somebody else's name for something, [`escaped`] and cut where it is too long to be read.
pub fn name(text: &str) -> String {
    const LONGEST: usize = 100;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}\u{2026}", escaped(&text[..end])),
        None => escaped(text),
    }
}

/// Mantissa in 1..10, rounded to three digits, and exponent of a positive number.
fn rounded(size: f64) -> (f64, i32) {
    let exponent = size.log10().floor() as i32;
    let mantissa = (size / 10f64.powi(exponent) * 100.0).round() / 100.0;
    if mantissa >= 10.0 { (mantissa / 10.0, exponent + 1) } else { (mantissa, exponent) }
}

/// A loss in as many places as fit where it changes all the time: four decimals, fewer when it is large; a power of ten
/// where four decimals would say 0.
pub fn loss(value: f64) -> String {
    // The sum makes 0 of -0, which is what the logarithm of 1 comes to with its sign turned.
    let value = value + 0.0;
    match value.abs() {
        size if size != 0.0 && size < 5e-4 => number(value),
        size if size < 10.0 => format!("{value:.4}"),
        size if size < 1e5 => format!("{value:.1}"),
        _ => number(value),
    }
}

/// A number in two significant digits, where there is little room: `1.3 × 10⁻⁸`, `0.07`.
pub fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || !value.is_finite() || (1e-2..1e4).contains(&size) {
        let text = number(value);
        return match text.strip_suffix(".00") {
            Some(whole) => whole.to_owned(),
            None => text,
        };
    }
    let (mantissa, exponent) = rounded(size);
    let sign = if value < 0.0 { MINUS.to_string() } else { String::new() };
    format!("{sign}{mantissa:.1} \u{d7} {}", power_of_ten(exponent))
}

/// `10⁻⁸`; 1 and 10 as they are.
pub fn power_of_ten(exponent: i32) -> String {
    match exponent {
        0 => "1".to_owned(),
        1 => "10".to_owned(),
        _ => format!("10{}", superscript(exponent)),
    }
}

fn superscript(number: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    number.to_string().chars().map(|digit| digit.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize])).collect()
}

/// A whole number with thin spaces between its thousands: `12 345`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A fraction of 0..1 in per cent: `51.2 %`. Only all are `100 %`, and only none `0 %`.
pub fn percent(fraction: f64) -> String {
    if fraction == 0.0 || fraction == 1.0 {
        return format!("{} %", fraction * 100.0);
    }
    format!("{:.1} %", (fraction * 100.0).clamp(0.1, 99.9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_are_100_percent() {
        assert_eq!([1.0, 0.0, 0.5123].map(percent), ["100 %", "0 %", "51.2 %"]);
        assert_eq!([0.9999, 0.0001].map(percent), ["99.9 %", "0.1 %"]);
        assert_eq!(percent(f64::NAN), "NaN %");
    }

    #[test]
    fn a_loss_of_minus_0_is_0() {
        assert_eq!((loss(-0.0), loss(0.0)), ("0.0000".to_owned(), "0.0000".to_owned()));
    }

    #[test]
    fn a_number_has_three_significant_digits() {
        assert_eq!(number(std::f64::consts::LN_2), "0.693");
        assert_eq!(number(-0.5), "\u{2212}0.500");
        assert_eq!(number(0.051_23), "0.0512");
        assert_eq!(number(12.345), "12.3");
        assert_eq!(number(80_123.0), "80100");
        assert_eq!(number(0.999_6), "1.00");
        assert_eq!(number(0.0), "0");
    }

    #[test]
    fn very_large_and_very_small_ones_are_scientific() {
        assert_eq!(number(1.3e-8), "1.30 × 10⁻⁸");
        assert_eq!(number(-9.999e11), "\u{2212}1.00 × 10¹²");
        assert_eq!(short(1.3e-8), "1.3 × 10⁻⁸");
        assert_eq!(short(20.0), "20.0");
        assert_eq!(short(2.0), "2");
        assert_eq!(power_of_ten(-20), "10⁻²⁰");
        assert_eq!(power_of_ten(0), "1");
    }

    #[test]
    fn what_is_no_number_says_so() {
        assert_eq!(number(f64::NAN), "NaN");
        assert_eq!(number(f64::NEG_INFINITY), "\u{2212}∞");
    }

    #[test]
    fn what_would_act_on_a_terminal_is_seen_instead() {
        assert_eq!(escaped("a\u{1b}[31mb\r\n\u{9b}2J\u{7f}"), "a\\u{1b}[31mb\\r\\n\\u{9b}2J\\u{7f}");
        assert_eq!(escaped("\u{202e}gpj.exe\u{2066}\u{200b}\u{feff}"), "\\u{202e}gpj.exe\\u{2066}\\u{200b}\\u{feff}");
        for plain in ["layers.0.weight", "größe \u{1f600} 重み", "C:\\data\\x.csv", "\u{2212}0.5"] {
            assert_eq!(escaped(plain), plain);
        }
        assert_eq!(name(&"\n".repeat(200)), "\\n".repeat(100) + "\u{2026}");
        assert_eq!(name("short"), "short");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(count(7), "7");
        assert_eq!(count(1234567), "1\u{202f}234\u{202f}567");
    }
}
