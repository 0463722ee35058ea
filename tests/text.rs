//! The one reader of texts: what it takes for a text, and what it says of what is none.
#![cfg(feature = "cli")]

use flatline::cli::text::{NotText, decode};
use proptest::prelude::*;

/// A text in an encoding with its byte-order mark.
fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn every_usual_encoding_is_read_without_its_mark() {
    let text = "größe;\u{1f600}\r\n1;2\n";
    assert_eq!(decode(text.into()).as_deref(), Ok(text));
    assert_eq!(decode(format!("\u{feff}{text}").into()).as_deref(), Ok(text));
    assert_eq!(decode(utf_16(text, u16::to_le_bytes)).as_deref(), Ok(text));
    assert_eq!(decode(utf_16(text, u16::to_be_bytes)).as_deref(), Ok(text));
    assert_eq!(decode(Vec::new()).as_deref(), Ok(""));
    assert_eq!(decode(vec![0xff, 0xfe]).as_deref(), Ok(""));
}

#[test]
fn what_is_no_text_is_named_with_its_line() {
    let not_utf_8 = |byte, line| Err(NotText::NotUtf8 { byte, line });
    assert_eq!(decode(b"1,2\r\n3,4\rgr\xf6\xdfe".to_vec()), not_utf_8(0xf6, 3));
    assert_eq!(decode(vec![0x80]), not_utf_8(0x80, 1));
    // A character that is cut off at the end.
    assert_eq!(decode(b"a\n\xe2\x82".to_vec()), not_utf_8(0xe2, 2));
    assert_eq!(decode(b"1,2\n\x003".to_vec()), Err(NotText::Zero { line: 2 }));
    assert_eq!(decode(b"1\0,\x002\0".to_vec()), Err(NotText::Zero { line: 1 }), "UTF-16 without a mark");
    assert_eq!(decode(vec![0xff, 0xfe, 0, 0, b'1', 0, 0, 0]), Err(NotText::Utf32));
    assert_eq!(decode(vec![0, 0, 0xfe, 0xff, 0, 0, 0, b'1']), Err(NotText::Utf32));
    let half = |bytes: &[u8]| decode([&[0xff, 0xfe, b'1', 0, b'\n', 0], bytes].concat());
    assert_eq!(half(b"2"), Err(NotText::NotUtf16 { line: 2 }));
    assert_eq!(half(&[0x3d, 0xd8, b'2', 0]), Err(NotText::NotUtf16 { line: 2 }));
}

proptest! {
    #[test]
    fn what_is_written_in_any_encoding_is_read(text in "[^\0\u{feff}]{0,60}") {
        prop_assert_eq!(decode(text.clone().into()), Ok(text.clone()));
        prop_assert_eq!(decode(format!("\u{feff}{text}").into()), Ok(text.clone()));
        prop_assert_eq!(decode(utf_16(&text, u16::to_le_bytes)), Ok(text.clone()));
        prop_assert_eq!(decode(utf_16(&text, u16::to_be_bytes)), Ok(text));
    }

    /// Bytes of any kind, behind any mark, are a text that is not much longer than they are, or are named by a line they have.
    #[test]
    fn any_bytes_are_a_text_or_refused(
        mark in prop::sample::select(vec![&[][..], &[0xff, 0xfe], &[0xfe, 0xff], &[0xef, 0xbb, 0xbf], &[0xff, 0xfe, 0, 0]]),
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\n'), Just(b'\r'), Just(0), Just(0xd8)], 0..400),
    ) {
        let all = [mark, &bytes].concat();
        let lines = 1 + all.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
        match decode(all.clone()) {
            Ok(text) => {
                prop_assert!(2 * text.len() <= 3 * all.len() && text.capacity() <= 4 * all.len() + 16);
                prop_assert!(!text.contains('\0'));
            }
            Err(NotText::NotUtf8 { line, byte }) => prop_assert!(line <= lines && all.contains(&byte)),
            Err(NotText::NotUtf16 { line } | NotText::Zero { line }) => prop_assert!(line <= lines),
            Err(NotText::Utf32) => prop_assert!(all.starts_with(&[0xff, 0xfe, 0, 0]) || all.starts_with(&[0, 0, 0xfe, 0xff])),
            Err(NotText::Memory) => prop_assert!(false, "there is memory for 400 bytes"),
        }
    }
}
