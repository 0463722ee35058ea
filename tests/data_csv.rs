//! A user's own data: what is read, and what is said about a file that cannot be.

use flatline::data::from_csv;
use proptest::prelude::*;

fn error(text: &str) -> String {
    flatline::words::data_error(&from_csv(text).expect_err("a file that is refused"))
}

#[test]
fn numbers_are_read_as_they_are() {
    let table = from_csv("0.5,-2e3,1\n1,2,0\n").unwrap();
    assert_eq!((table.features, table.classes, table.rows()), (2, 2, 2));
    assert_eq!((table.row(0), table.row(1)), (&[0.5, -2000.0][..], &[1.0, 2.0][..]));
    assert_eq!(table.labels, [1, 0]);
}

#[test]
fn files_as_other_programs_write_them_are_read() {
    let expected = from_csv("1,2,0\n3,4,1\n").unwrap();
    for text in [
        "x,y,label\n1,2,0\n3,4,1",
        "\u{feff}1,2,0\r\n3,4,1\r\n",
        "\n 1 , 2 , 0 \n\n3,4,1\n\n",
        "\"x\",\"y\",\"label\"\n\"1\",\"2\",\"0\"\n\"3\",\"4\",\"1\"\n",
        "1.0e+00,2.0e+00,0.0e+00\n3.0,4.0,1.0",
    ] {
        assert_eq!(from_csv(text).as_ref(), Ok(&expected), "{text}");
    }
}

#[test]
fn there_are_as_many_classes_as_the_largest_label_says() {
    assert_eq!(from_csv("1,0\n").unwrap().classes, 2);
    assert_eq!(from_csv("1,0\n2,9\n").unwrap().classes, 10);
    assert_eq!(from_csv("1,999\n").unwrap().classes, 1000);
}

#[test]
fn a_file_without_rows_is_refused() {
    for text in ["", "\n\n", "x,y,label\n"] {
        assert!(error(text).starts_with("There is no row: at least one is needed"), "{text}");
    }
}

#[test]
fn a_label_alone_is_not_enough() {
    let message = "Line 1 has 1 column: at least 2 are needed, separated by commas, the last one the label.";
    assert_eq!(error("1\n2\n"), message);
    assert!(error("1;2;0\n3;4;1\n").contains("separated by commas"));
}

#[test]
fn a_ragged_row_is_named() {
    assert_eq!(error("1,2,0\n\n1,0\n"), "Line 3 has 2 columns: it must have 3, as the first row has.");
    assert_eq!(error("x,y,label\n1,2,0\n1,2,3,0\n"), "Line 3 has 4 columns: it must have 3, as the first row has.");
    assert_eq!(error("1,2,0\n1\n"), "Line 2 has 1 column: it must have 3, as the first row has.");
}

#[test]
fn a_wrong_number_is_named_with_its_place() {
    let allowed = "it must be a number within the range of a 32-bit float.";
    for (field, found) in [("abc", "\"abc\""), ("", "empty"), ("NaN", "NaN"), ("-inf", "-inf"), ("1e39", "1e39")] {
        assert_eq!(error(&format!("1,2,0\n3,{field},1\n")), format!("Line 2, column 2 is {found}: {allowed}"));
    }
}

#[test]
fn a_wrong_label_is_named_with_its_place() {
    let allowed = "it must be a label, a whole number from 0 to 999.";
    for (field, found) in
        [("-1", "-1"), ("0.5", "0.5"), ("1000", "1000"), ("NaN", "NaN"), ("cat", "\"cat\""), ("", "empty")]
    {
        assert_eq!(error(&format!("x,label\n1,0\n3,{field}\n")), format!("Line 3, column 2 is {found}: {allowed}"));
    }
}

#[test]
fn only_the_first_line_can_be_a_header() {
    assert!(error("x,y,label\nx,y,label\n1,2,0\n").starts_with("Line 2, column 1 is \"x\""));
    assert!(error("x,2,label\n1,2,0\n").starts_with("Line 1, column 1 is \"x\""));
}

proptest! {
    #[test]
    fn what_is_written_is_read(rows in prop::collection::vec((prop::array::uniform3(-1e30_f32..1e30), 0..1000_u32), 1..20)) {
        let text: String = rows.iter().map(|([a, b, c], label)| format!("{a},{b},{c},{label}\n")).collect();
        let table = from_csv(&text).unwrap();
        for (index, (features, label)) in rows.iter().enumerate() {
            prop_assert_eq!(table.row(index), &features[..]);
            prop_assert_eq!(table.labels[index], *label);
            prop_assert!((*label as usize) < table.classes);
        }
    }

    #[test]
    fn any_text_at_all_is_read_or_refused(text in "([-0-9a.,\"\u{e9} ]|\n|\r){0,60}") {
        if let Ok(table) = from_csv(&text) {
            prop_assert_eq!(table.inputs.len(), table.rows() * table.features);
        }
    }
}
