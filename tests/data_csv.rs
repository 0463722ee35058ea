//! A user's own data: what is read, how it was understood, and what is said about a file that cannot be.
#![cfg(feature = "csv")]

use flatline::data::csv::{Header, MOST_FEATURES, Separator};
use flatline::data::{Table, from_csv};
use proptest::prelude::*;

fn table(text: &str) -> Table {
    from_csv(text).expect("a file that is read").table
}

/// Separator, header, and whether there are decimal commas.
fn understood(text: &str) -> (Separator, Header, bool) {
    let layout = from_csv(text).expect("a file that is read").layout;
    (layout.separator, layout.header, layout.decimal_commas)
}

fn error(text: &str) -> String {
    flatline::words::data_error(&from_csv(text).expect_err("a file that is refused"))
}

#[test]
fn numbers_are_read_as_they_are() {
    let table = table("0.5,-2e3,1\n1,2,0\n");
    assert_eq!((table.features, table.classes, table.rows()), (2, 2, 2));
    assert_eq!((table.row(0), table.row(1)), (&[0.5, -2000.0][..], &[1.0, 2.0][..]));
    assert_eq!(table.labels, [1, 0]);
}

#[test]
fn files_as_other_programs_write_them_are_read() {
    let expected = table("1,2,0\n3,4,1\n");
    for text in [
        "x,y,label\n1,2,0\n3,4,1",
        "\u{feff}1,2,0\r\n3,4,1\r\n",
        "\n 1 , 2 , 0 \n\n3,4,1\n\n",
        "1,2,0\r3,4,1\r",
        "1, \"2\", 0\n  \n3,4,1",
        "x;y;label\n1;2;0\n3;4;1\n",
        "1\t2\t0\n3\t4\t1\n",
        "1,0;2,0;0\n3;4,0;1\n",
        "\"1,0\"\t2\t0\n3\t4\t1\n",
        "0,1,2\n1.0,2.0,0\n3.0,4.0,1\n",
        "\"a \"\"name\"\"\",\"in two\nlines\",label\n1,2,0\n3,4,1\n",
        "\"x\",\"y\",\"label\"\n\"1\",\"2\",\"0\"\n\"3\",\"4\",\"1\"\n",
        "1.0e+00,2.0e+00,0.0e+00\n3.0,4.0,1.0",
    ] {
        assert_eq!(table(text), expected, "{text}");
    }
}

#[test]
fn there_are_as_many_classes_as_the_largest_label_says() {
    assert_eq!(table("1,0\n").classes, 2);
    assert_eq!(table("1,0\n2,9\n").classes, 10);
    assert_eq!(table("1,999\n").classes, 1000);
}

#[test]
fn a_file_without_rows_is_refused() {
    for text in ["", "\n\n", "x,y,label\n"] {
        assert!(error(text).starts_with("There is no row: at least one is needed"), "{text}");
    }
}

#[test]
fn a_label_alone_is_not_enough() {
    let message = "Line 1 has 1 column: at least 2 are needed, separated by commas, semicolons or tabs, the last one the \
                   label.";
    for text in ["1\n2\n", "1 2 0\n3 4 1\n", "1|2|0\n3|4|1\n"] {
        assert_eq!(error(text), message, "{text}");
    }
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
}

#[test]
fn a_name_makes_a_header_and_a_missing_value_does_not() {
    for header in ["x,y,label", "0,1,label", ",x,label", "400.5,401.0,label", "1x1,1x2,2x1"] {
        assert_eq!(understood(&format!("{header}\n1,2,0\n")), (Separator::Comma, Header::Names, false), "{header}");
    }
    for (row, column) in
        [(",2,0", 1), ("NaN,2,0", 1), ("1,NA,0", 2), ("inf,2,0", 1), ("1,n/a,0", 2), ("?,2,0", 1), ("$5,2,0", 1)]
    {
        let said = error(&format!("{row}\n1,2,0\n"));
        assert!(said.starts_with(&format!("Line 1, column {column} is ")), "{row}: {said}");
    }
}

#[test]
fn column_numbers_are_a_header_where_they_can_be_nothing_else() {
    let header = |text: &str| understood(text).1;
    // What pandas writes above a table without names, with and without its index.
    assert_eq!(header("0,1,2\n0.5,0.25,1\n0.75,0.5,0\n"), Header::Numbers);
    assert_eq!(header("1,2,3\n0.5,0.25,1\n"), Header::Numbers);
    assert_eq!(header(",0,1\n0,1,1\n1,1,0\n"), Header::Numbers);
    assert_eq!(header("0,1,2,3,4\n5,0,0,0,1\n"), Header::Numbers);
    assert_eq!(header("0;1;2\n0,5;0,25;1\n"), Header::Numbers);
    // What may well be a row: few whole numbers above whole numbers, two of them, others than 0.. and 1.., and one alone.
    for text in ["0,1,2\n1,0,2\n", "0,1\n0.5,0\n", "1,2,4\n0.5,0.25,1\n", "2,3,4\n0.5,0.25,1\n", "0.0,1.0,2\n0.5,1,0\n"]
    {
        assert_eq!(header(text), Header::None, "{text}");
    }
    assert_eq!(header("0,1,2,3,4,5\n"), Header::None);
    assert_eq!(table("0,1,2\n0.5,0.25,1\n0.75,0.5,0\n").rows(), 2);
    assert_eq!(table("0,1\n0.5,0\n").rows(), 2);
}

#[test]
fn the_separator_is_what_separates_most_rows() {
    let separator = |text: &str| understood(text).0;
    assert_eq!(separator("1;2;0\n3;4;1\n"), Separator::Semicolon);
    assert_eq!(separator("1\t2\t0\n"), Separator::Tab);
    // A header may hold anything.
    assert_eq!(separator("width; cm,\"a;b\",label\n1,2,0\n3,4,1\n"), Separator::Comma);
    assert_eq!(separator("\"a,b,c,d\";b;label\n1;2;0\n"), Separator::Semicolon);
    // One line that is not like the others does not mislead.
    assert_eq!(error("1;2;0\n3\n5;6;1\n"), "Line 2 has 1 column: it must have 3, as the first row has.");
    assert_eq!(error("1;2;0\n3\n"), "Line 2 has 1 column: it must have 3, as the first row has.");
}

#[test]
fn a_decimal_comma_is_read_where_it_can_be_nothing_else() {
    let read = from_csv("1,5;2,0;1\n-0,25;1e3;0\n").expect("decimal commas");
    assert_eq!(read.table.inputs, [1.5, 2.0, -0.25, 1000.0]);
    assert!(read.layout.decimal_commas);
    assert_eq!(table("1,5\t2\t1,0\n").row(0), [1.5, 2.0]);
    assert_eq!(
        error("\"1,5\",2,0\n3,4,1\n"),
        "Line 1, column 1 is \"1,5\": a comma in a number is read, as a decimal comma, only where semicolons or tabs \
         separate the columns."
    );
    for (text, place) in
        [("1.5;2;0\n1,5;2;0\n", "Line 2, column 1 is \"1,5\""), ("1,5;2.5;0\n", "Line 1, column 2 is 2.5")]
    {
        assert_eq!(
            error(text),
            format!("{place}: the numbers before it have the other decimal mark, and a file has one.")
        );
    }
    for field in ["1.234,5", "1,234,5", ",", "1,,5"] {
        assert!(error(&format!("{field};2;0\n")).contains("it must be a number"), "{field}");
    }
}

#[test]
fn a_quote_that_is_not_closed_is_named_where_it_was_opened() {
    let said = |line, column| {
        format!(
            "Line {line}, column {column} goes on over the end of its line: a quote (\") is opened there and not closed."
        )
    };
    assert_eq!(error("\"1,2,0\n3,4,1\n"), said(1, 1));
    assert_eq!(error("1,2,0\n3,\"4,1\n5,6,0\n"), said(2, 2));
    assert_eq!(error("\"x,y,label\n1,2,0\n"), said(1, 1));
    let long = format!("1,2,0\n3,\"4,1\n{}", "5,6,0\n".repeat(4 << 20));
    assert_eq!(error(&long), "Line 2 goes on for more than 16 MiB: is a quote (\") opened there and not closed?");
}

#[test]
fn a_row_may_have_so_many_columns_and_no_more() {
    let line = |features: usize| "1,".repeat(features) + "0\n";
    assert_eq!(table(&line(MOST_FEATURES)).features, MOST_FEATURES);
    let said = "has more than 65537 columns: that many are read, the label among them.";
    for features in [MOST_FEATURES + 1, MOST_FEATURES + 2, 1_000_000] {
        assert_eq!(error(&line(features)), format!("Line 1 {said}"));
    }
    assert_eq!(error(&("1,0\n".to_owned() + &line(1_000_000))), format!("Line 2 {said}"));
}

proptest! {
    /// Whatever way a table is written, it is read as it is, and as it was laid out.
    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec((prop::array::uniform3(-1e30_f32..1e30), 0..1000_u32), 1..20),
        separator in prop::sample::select(vec![Separator::Comma, Separator::Semicolon, Separator::Tab]),
        commas: bool, quotes: bool, header: bool,
        end in prop::sample::select(vec!["\n", "\r\n", "\r", " \n\n"]),
    ) {
        let commas = commas && separator != Separator::Comma;
        let between = match separator { Separator::Comma => ",", Separator::Semicolon => ";", Separator::Tab => "\t" };
        let written = |field: String| {
            let field = if commas { field.replace('.', ",") } else { field };
            if quotes { format!("\"{field}\"") } else { field }
        };
        let mut text = if header { format!("a{between}\"b{between}\"{between}c{between}d{end}") } else { String::new() };
        for ([a, b, c], label) in &rows {
            let fields = [a.to_string(), b.to_string(), c.to_string(), label.to_string()].map(written);
            text += &(fields.join(between) + end);
        }
        let read = from_csv(&text).unwrap();
        prop_assert_eq!(read.layout.separator, separator);
        prop_assert_eq!(read.layout.header, if header { Header::Names } else { Header::None });
        prop_assert_eq!(read.table.rows(), rows.len());
        for (index, (features, label)) in rows.iter().enumerate() {
            prop_assert_eq!(read.table.row(index), &features[..]);
            prop_assert_eq!(read.table.labels[index], *label);
            prop_assert!((*label as usize) < read.table.classes);
        }
    }

    #[test]
    fn any_text_at_all_is_read_or_refused(
        text in prop_oneof!["([-0-9a.,;\t\"\u{e9} ]|\n|\r){0,60}", "\\PC{0,200}", "([0-9],[0-9];?[0-9.]*\"?\r?\n?){0,40}"],
    ) {
        match from_csv(&text) {
            Ok(read) => {
                prop_assert_eq!(read.table.inputs.len(), read.table.rows() * read.table.features);
                prop_assert!(read.table.inputs.iter().all(|value| value.is_finite()));
                prop_assert!(read.table.rows() <= text.lines().count().max(text.split('\r').count()));
            }
            Err(error) => prop_assert!(flatline::words::data_error(&error).ends_with(['.', '?'])),
        }
    }

    /// Bytes of any kind, and long: the time grows with the text, not faster.
    #[test]
    fn a_long_text_is_soon_read_or_refused(
        piece in "([-0-9a.,;\t\"]|\n|\r){1,8}", times in 1..40_000_usize,
    ) {
        let begin = std::time::Instant::now();
        let _ = from_csv(&piece.repeat(times));
        prop_assert!(begin.elapsed().as_secs() < 5, "{:?} for {} of {:?}", begin.elapsed(), times, piece);
    }
}
