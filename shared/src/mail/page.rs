//! How every mail looks: plain text, and the same as HTML without anything to load.

/// A mail ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mail {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// A button: what it says, and where it leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Button<'a> {
    pub(super) label: &'a str,
    pub(super) url: &'a str,
}

impl Mail {
    /// Puts a mail together from its paragraphs, with a button behind the first one.
    pub(super) fn new(subject: &str, paragraphs: &[&str], button: Option<Button<'_>>) -> Self {
        let subject: String = subject.chars().filter(|c| !c.is_control()).collect();
        let mut text = Vec::new();
        let mut html = Vec::new();
        for (place, paragraph) in paragraphs.iter().enumerate() {
            text.push((*paragraph).to_owned());
            html.push(format!("<p>{}</p>", escape(paragraph)));
            if let (0, Some(button)) = (place, button) {
                text.push(button.url.to_owned());
                html.push(link(button));
            }
        }
        let title = escape(&subject);
        Self {
            subject,
            text: format!("{}\n", text.join("\n\n")),
            html: format!(
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
                 <title>{title}</title></head><body style=\"margin:0;padding:24px;\
                 font:16px/1.5 system-ui,sans-serif;color:#1c1e21;background:#fff\">\
                 <div style=\"max-width:520px;margin:0 auto\"><h1 style=\"font-size:20px\">\
                 {title}</h1>{}</div></body></html>",
                html.concat()
            ),
        }
    }
}

fn link(button: Button<'_>) -> String {
    let (url, label) = (escape(button.url), escape(button.label));
    format!(
        "<p><a href=\"{url}\" style=\"display:inline-block;padding:10px 18px;border-radius:8px;\
         background:#2456d6;color:#fff;text-decoration:none\">{label}</a></p>\
         <p style=\"font-size:13px;word-break:break-all\">{url}</p>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup_and_no_headers() {
        let button = Button {
            label: "Go",
            url: "https://x.example/#a&b",
        };
        let mail = Mail::new("Hi <b>\r\nBcc: x", &["<i>me</i>", "Bye"], Some(button));
        assert_eq!(mail.subject, "Hi <b>Bcc: x");
        assert!(!mail.html.contains("<i>") && !mail.html.contains("<b>"));
        assert!(mail.html.contains("href=\"https://x.example/#a&amp;b\""));
        assert_eq!(mail.text, "<i>me</i>\n\nhttps://x.example/#a&b\n\nBye\n");
    }
}
