//! What an author pastes, for each place. No browser in it.

use crate::choice;

choice! {
    /// Where a network is put.
    Snippet {
        Tag = "tag", "HTML, with the script";
        Frame = "iframe", "HTML, an iframe alone";
        Markdown = "markdown", "Markdown, a picture with a link";
        Quarto = "quarto", "Quarto";
        Hugo = "hugo", "Hugo";
        Docusaurus = "docusaurus", "Docusaurus (MDX)";
    }
}

/// What is put there.
#[derive(Clone, Debug)]
pub struct Figure<'a> {
    /// The page's folder, with a slash at its end.
    pub base: &'a str,
    /// What it opens with, as an address's fragment with its `#`; it may be empty.
    pub fragment: &'a str,
    /// What it is called for whoever cannot see it.
    pub title: &'a str,
    /// What leads to the page itself.
    pub open: &'a str,
}

const STYLE: &str = "width: 100%; aspect-ratio: 16 / 10; border: 0";

impl Snippet {
    /// The text to paste.
    pub fn write(self, figure: &Figure) -> String {
        let Figure { base, fragment, title, open } = figure;
        let address = format!("{base}{fragment}");
        let (quoted, name) = (escaped(&address), escaped(title));
        let frame =
            |style: &str| format!("<iframe src=\"{quoted}\" title=\"{name}\" loading=\"lazy\" {style}></iframe>");
        let styled = format!("style=\"{STYLE}\"");
        match self {
            Snippet::Tag => format!(
                "<script src=\"{}flatline-demo.js\" async></script>\n<flatline-demo settings=\"{}\">\n  <a href=\"{quoted}\">{}</a>\n</flatline-demo>",
                escaped(base),
                escaped(fragment.trim_start_matches('#')),
                escaped(open),
            ),
            Snippet::Frame => frame(&styled),
            Snippet::Markdown => format!("[![{title}]({base}preview.png)]({address})"),
            Snippet::Quarto => format!("```{{=html}}\n{}\n```", frame(&styled)),
            Snippet::Hugo => format!(
                "<!-- once, as layouts/shortcodes/flatline.html -->\n<iframe src=\"{{{{ .Get 0 }}}}\" title=\"{name}\" loading=\"lazy\" {styled}></iframe>\n\n<!-- in the article -->\n{{{{< flatline \"{address}\" >}}}}"
            ),
            Snippet::Docusaurus => {
                frame("style={{width: '100%', aspectRatio: '16 / 10', border: 0}}").replace("></iframe>", " />")
            }
        }
    }
}

/// As it stands in an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Choice;

    const FIGURE: Figure = Figure {
        base: "https://example.org/flatline/",
        fragment: "#depth=30&controls=few",
        title: "A deep network that trains here",
        open: "Open it",
    };

    #[test]
    fn each_names_the_network_and_fits_where_it_is_pasted() {
        for snippet in Snippet::ALL {
            let text = snippet.write(&FIGURE);
            assert!(text.contains("https://example.org/flatline/"), "{text}");
            assert!(text.contains("depth=30"), "{text}");
            let html = !matches!(snippet, Snippet::Markdown | Snippet::Hugo);
            assert_eq!(text.contains("&amp;controls=few"), html, "{text}");
        }
    }

    #[test]
    fn nothing_gets_out_of_an_attribute() {
        let text = Snippet::Frame.write(&Figure { fragment: "#\"><script>", ..FIGURE });
        assert!(!text.contains("\"><script>"), "{text}");
    }

    #[test]
    fn a_tag_shows_a_link_where_no_script_runs() {
        let text = Snippet::Tag.write(&FIGURE);
        assert!(
            text.contains("<a href=\"https://example.org/flatline/#depth=30&amp;controls=few\">Open it</a>"),
            "{text}"
        );
    }
}
