//! Which modules a source text names in its paths.

use std::collections::BTreeSet;

/// Names and marks of a source text, without its comments, strings and characters.
pub fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        match at(i) {
            '/' if at(i + 1) == '/' => i += chars[i..].iter().take_while(|char| **char != '\n').count(),
            '/' if at(i + 1) == '*' => {
                let mut depth = 0;
                while i < chars.len() {
                    match (at(i), at(i + 1)) {
                        ('/', '*') => (depth, i) = (depth + 1, i + 2),
                        ('*', '/') => (depth, i) = (depth - 1, i + 2),
                        _ => i += 1,
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            '"' => i = after_string(&chars, i),
            'r' if at(i + 1) == '"' || (at(i + 1) == '#' && matches!(at(i + 2), '#' | '"')) => {
                let hashes = chars[i + 1..].iter().take_while(|char| **char == '#').count();
                let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                let body = i + hashes + 2;
                let length = chars[body..].windows(end.len()).position(|window| window == end);
                i = length.map_or(chars.len(), |length| body + length + end.len());
            }
            '\'' if at(i + 1) == '\\' => i += 3 + chars[i + 3..].iter().take_while(|char| **char != '\'').count(),
            '\'' if at(i + 2) == '\'' => i += 3,
            ':' if at(i + 1) == ':' => i += 2,
            char if char.is_alphanumeric() || char == '_' => {
                i += chars[i..].iter().take_while(|char| char.is_alphanumeric() || **char == '_').count();
            }
            _ => i += 1,
        }
        let token: String = chars[start..i.min(chars.len())].iter().collect();
        let first = token.chars().next().unwrap_or(' ');
        if !first.is_whitespace()
            && !token.starts_with(['/', '"', '\''])
            && !token.starts_with("r\"")
            && !token.starts_with("r#")
        {
            tokens.push(token);
        }
    }
    tokens
}

fn after_string(chars: &[char], quote: usize) -> usize {
    let mut i = quote + 1;
    while i < chars.len() && chars[i] != '"' {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

/// The paths that a file names, in `use` or elsewhere: those of this crate as `crate::ui::store::Store`,
/// whatever they are written from; of others the first name.
pub fn paths(file: &str, text: &str) -> BTreeSet<String> {
    let tokens = tokens(text);
    let is = |index: usize, token: &str| tokens.get(index).is_some_and(|found| found == token);
    let module = module(file);
    let mut found = BTreeSet::new();
    let (mut braces, mut inline) = (0, Vec::new());
    for (i, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => {
                braces += 1;
                if i >= 2 && is(i - 2, "mod") {
                    inline.push(braces);
                }
            }
            "}" => {
                inline.pop_if(|depth| *depth == braces);
                braces -= 1;
            }
            _ => {}
        }
        if i > 0 && is(i - 1, "::") || !is(i + 1, "::") {
            continue;
        }
        match token.as_str() {
            "crate" | "flatline" => {
                expand(&tokens[i + 2..], &[], &mut found);
            }
            "super" => {
                let supers = tokens[i..].chunks(2).take_while(|pair| pair[0] == "super").count();
                // An inline module is one more below the file's own.
                if let Some(length) = (module.len() + inline.len()).checked_sub(supers)
                    && length <= module.len()
                {
                    expand(&tokens[i + 2 * supers..], &module[..length], &mut found);
                }
            }
            // A path from a name in scope: an outside crate's, or a module's, whose own `use` has been seen.
            outside => drop(found.insert(outside.to_owned())),
        }
    }
    found
}

/// The modules from the crate's root down to a file: `ui/panels/verdict.rs` is three below it, `ui/panels/mod.rs` two.
pub fn module(file: &str) -> Vec<String> {
    let parts = file.trim_end_matches(".rs").split('/');
    parts.filter(|part| !matches!(*part, "mod" | "lib" | "main")).map(str::to_owned).collect()
}

/// Adds the path that `tokens` begin with, below `parent`; all of them where it ends in a group. Returns where it ends.
fn expand(tokens: &[String], parent: &[String], found: &mut BTreeSet<String>) -> usize {
    let mut path = parent.to_vec();
    let mut i = 0;
    while let Some(token) = tokens.get(i) {
        match token.as_str() {
            "::" => i += 1,
            "{" => {
                i += 1;
                while tokens.get(i).is_some_and(|token| token != "}") {
                    i += expand(&tokens[i..], &path, found).max(1);
                }
                return i + 1;
            }
            name if name.starts_with(|char: char| char.is_alphanumeric() || char == '_') && name != "as" => {
                path.push(name.to_owned());
                i += 1;
            }
            _ => break,
        }
        // A name that no `::` follows is the path's last.
        if tokens.get(i - 1).is_some_and(|last| last != "::") && tokens.get(i).is_none_or(|next| next != "::") {
            break;
        }
    }
    found.insert(format!("crate::{}", path.join("::")));
    i
}
