use super::*;

#[test]
fn a_mail_with_two_parts_shows_both() {
    let raw = concat!(
        "From: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>\r\n",
        "To: \"Doe, Jane\" <jane@example.com>,\r\n",
        " max@example.com\r\n",
        "Subject: =?utf-8?B?R3LDvMOfZQ==?= =?utf-8?Q?_an_alle?=\r\n",
        "Content-Type: multipart/alternative; boundary=\"b1\"\r\n",
        "\r\n",
        "preamble\r\n",
        "--b1\r\n",
        "Content-Type: text/plain; charset=iso-8859-1\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n",
        "\r\n",
        "Gr=FC=DFe, das ist eine lange=\r\n",
        " Zeile\r\n",
        "--b1\r\n",
        "Content-Type: text/html\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        "\r\n",
        "PGI+aGk8\r\nL2I+\r\n",
        "--b1--\r\n",
    );
    let mail = parse(raw.as_bytes());
    assert_eq!(mail.from, "Jürgen <j@example.com>");
    assert_eq!(
        mail.to,
        ["\"Doe, Jane\" <jane@example.com>", "max@example.com"]
    );
    assert_eq!(mail.subject, "Grüße an alle");
    assert_eq!(
        mail.text.as_deref().map(str::trim_end),
        Some("Grüße, das ist eine lange Zeile")
    );
    assert_eq!(mail.html.as_deref(), Some("<b>hi</b>"));
}

#[test]
fn an_attachment_is_not_the_text() {
    let raw = concat!(
        "Content-Type: multipart/mixed; boundary=x\n\n",
        "--x\nContent-Type: text/plain\nContent-Disposition: attachment\n\nfile\n",
        "--x\n\nhello\n--x--\n",
    );
    assert_eq!(
        parse(raw.as_bytes()).text.as_deref().map(str::trim_end),
        Some("hello")
    );
}

#[test]
fn what_is_not_a_mail_does_not_harm() {
    for raw in [
        "",
        "\n",
        "no header at all",
        "Subject: =?utf-8?B?%%?= x\n\nbody",
        "--x--",
    ] {
        parse(raw.as_bytes());
    }
    let odd = parse(b"Subject: =?utf-8?B?%%?= x\n\nbody");
    assert_eq!(odd.subject, "=?utf-8?B?%%?= x");
}
