//! A JSON value that keeps its keys in order, those that stand there twice too, and knows where a mistake is.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::experiment::invalid::{quoted, shortened};

/// A JSON value. Displayed as an error names it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    Null,
    Switch(bool),
    Number(Number),
    Text(String),
    List,
    Object(Vec<(String, Tree)>),
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Null => f.write_str("null"),
            Tree::Switch(on) => on.fmt(f),
            Tree::Number(number) => f.write_str(&shortened(&number.to_string())),
            Tree::Text(text) if text.trim().parse::<f64>().is_ok() => {
                write!(f, "the text {}", quoted(text))
            }
            Tree::Text(text) => f.write_str(&quoted(text)),
            Tree::List => f.write_str("a list"),
            Tree::Object(_) => f.write_str("an object"),
        }
    }
}

/// Where a text stops being JSON.
#[derive(Debug)]
pub(super) struct Mistake {
    /// The keys around it, joined by dots; empty between entries.
    pub path: String,
    /// The word or number that stands there; empty where it is something else.
    pub token: String,
    pub line: usize,
    pub column: usize,
    pub reason: String,
}

/// Reads a text that is one JSON value.
pub(super) fn read(text: &str) -> Result<Tree, Mistake> {
    let path = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_str(text);
    let tree = Reader { path: &path }.deserialize(&mut reader).and_then(|tree| reader.end().map(|()| tree));
    tree.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let whole = error.to_string();
        let reason = whole.split(" at line ").next().unwrap_or_default().to_owned();
        Mistake { path: path.borrow().join("."), token: token(text, line, column), line, column, reason }
    })
}

/// The word or number at a line and a column, both counted from 1.
fn token(text: &str, line: usize, column: usize) -> String {
    let Some(line) = text.lines().nth(line.saturating_sub(1)) else {
        return String::new();
    };
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._".contains(byte);
    let (before, after) = line.as_bytes().split_at(column.saturating_sub(1).min(line.len()));
    let start = before.iter().rev().take_while(|byte| part(byte)).count();
    let end = after.iter().take_while(|byte| part(byte)).count();
    line.get(before.len() - start..before.len() + end).unwrap_or_default().to_owned()
}

/// Reads one value. `path` holds the keys around what is being read, and stays as it is at a mistake.
#[derive(Clone, Copy)]
struct Reader<'a> {
    path: &'a RefCell<Vec<String>>,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Tree, E> {
        Ok(Tree::Switch(on))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree, E> {
        Ok(Number::from_f64(number).map_or(Tree::Null, Tree::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        while items.next_element_seed(self)?.is_some() {}
        Ok(Tree::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut object = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.path.borrow_mut().push(key.clone());
            let tree = entries.next_value_seed(self)?;
            self.path.borrow_mut().pop();
            object.push((key, tree));
        }
        Ok(Tree::Object(object))
    }
}
