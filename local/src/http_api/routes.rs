//! Finds the route of a request: exact path, then variables, then greedy, then `$default`
//! (API Gateway developer guide, "Create routes for HTTP APIs").

use std::cmp::Ordering;

use http::Method;

use crate::front::percent;
use crate::stack::HttpRoute;

/// The route of one request.
#[derive(Debug, Clone)]
pub(super) struct Matched<'a> {
    pub(super) route: &'a HttpRoute,
    /// Decoded values of the path's variables.
    pub(super) parameters: Parameters,
}

/// Names and decoded values of a path's variables.
type Parameters = Vec<(String, String)>;

/// How closely one segment of a route fits; the smaller, the closer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    Variable,
    Greedy,
}

/// How closely a whole route fits. A path decides before the method does.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    default: bool,
    segments: Vec<Fit>,
    any_method: bool,
}

/// The closest route, when one fits.
pub(super) fn find<'a>(
    routes: &'a [HttpRoute],
    method: &Method,
    path: &str,
) -> Option<Matched<'a>> {
    let fitting = routes.iter().filter_map(|route| {
        let (rank, parameters) = fit(&route.key, method, path)?;
        Some((rank, Matched { route, parameters }))
    });
    fitting
        .min_by(|(left, _), (right, _)| compare(left, right))
        .map(|(_, matched)| matched)
}

/// Whether a route is greedy anywhere weighs more than how its first segments fit.
fn compare(left: &Rank, right: &Rank) -> Ordering {
    let greedy = |rank: &Rank| rank.segments.contains(&Fit::Greedy);
    (left.default, greedy(left))
        .cmp(&(right.default, greedy(right)))
        .then_with(|| left.cmp(right))
}

fn fit(key: &str, method: &Method, path: &str) -> Option<(Rank, Parameters)> {
    if key == "$default" {
        let rank = Rank {
            default: true,
            segments: Vec::new(),
            any_method: true,
        };
        return Some((rank, Vec::new()));
    }
    let (wanted, pattern) = key.split_once(' ')?;
    let any_method = wanted == "ANY";
    if !any_method && wanted != method.as_str() {
        return None;
    }
    let (segments, parameters) = fit_path(pattern.trim(), path)?;
    Some((
        Rank {
            default: false,
            segments,
            any_method,
        },
        parameters,
    ))
}

fn fit_path(pattern: &str, path: &str) -> Option<(Vec<Fit>, Parameters)> {
    let mut fits = Vec::new();
    let mut parameters = Vec::new();
    let mut rest = path.strip_prefix('/')?;
    let mut wanted = pattern.strip_prefix('/')?.split('/').peekable();
    while let Some(part) = wanted.next() {
        let name = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'));
        if let Some(greedy) = name.and_then(|name| name.strip_suffix('+')) {
            if rest.is_empty() {
                return None;
            }
            fits.push(Fit::Greedy);
            parameters.push((greedy.to_owned(), percent::decode(rest)));
            return Some((fits, parameters));
        }
        let last = wanted.peek().is_none();
        let (segment, after) = match rest.split_once('/') {
            Some(_) if last => return None,
            Some((segment, after)) => (segment, after),
            None if last => (rest, ""),
            None => return None,
        };
        match name {
            Some(_) if segment.is_empty() => return None,
            Some(name) => {
                fits.push(Fit::Variable);
                parameters.push((name.to_owned(), percent::decode(segment)));
            }
            None if part == segment => fits.push(Fit::Exact),
            None => return None,
        }
        rest = after;
    }
    Some((fits, parameters))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(keys: &[&str]) -> Vec<HttpRoute> {
        keys.iter()
            .map(|key| HttpRoute {
                key: (*key).to_owned(),
                function: "F".to_owned(),
            })
            .collect()
    }

    fn found(keys: &[&str], method: &Method, path: &str) -> Option<String> {
        find(&routes(keys), method, path).map(|matched| matched.route.key.clone())
    }

    #[test]
    fn the_closest_route_wins() {
        let keys = [
            "$default",
            "ANY /{proxy+}",
            "GET /pets/{proxy+}",
            "GET /pets/{kind}/{id}",
            "GET /pets/dog/{id}",
            "GET /pets/dog/1",
            "ANY /pets/dog/1",
        ];
        let get = |path| found(&keys, &Method::GET, path).unwrap();
        assert_eq!(get("/pets/dog/1"), "GET /pets/dog/1");
        assert_eq!(get("/pets/dog/2"), "GET /pets/dog/{id}");
        assert_eq!(get("/pets/cat/2"), "GET /pets/{kind}/{id}");
        assert_eq!(get("/pets/cat/2/toys"), "GET /pets/{proxy+}");
        assert_eq!(get("/cars"), "ANY /{proxy+}");
        assert_eq!(get("/"), "$default");
        assert_eq!(
            found(&keys, &Method::PUT, "/pets/dog/1").unwrap(),
            "ANY /pets/dog/1"
        );
    }

    #[test]
    fn variables_beat_greedy_routes_even_when_those_start_exactly() {
        let keys = ["GET /a/{proxy+}", "GET /{first}/{second}"];
        assert_eq!(
            found(&keys, &Method::GET, "/a/b").unwrap(),
            "GET /{first}/{second}"
        );
    }

    #[test]
    fn nothing_fits_without_a_default() {
        let keys = ["GET /v1/chats/{id}"];
        assert_eq!(found(&keys, &Method::POST, "/v1/chats/1"), None);
        assert_eq!(found(&keys, &Method::GET, "/v1/chats/"), None);
        assert_eq!(found(&keys, &Method::GET, "/v1/chats/1/"), None);
        assert_eq!(found(&keys, &Method::GET, "/v1/chats"), None);
        assert_eq!(
            found(&["GET /"], &Method::GET, "/").as_deref(),
            Some("GET /")
        );
    }

    #[test]
    fn parameters_are_decoded() {
        let routes = routes(&["PUT /v1/m/{id}/reactions/{emoji}", "GET /files/{path+}"]);
        let path = "/v1/m/a%2Fb/reactions/%F0%9F%91%8D";
        let matched = find(&routes, &Method::PUT, path).unwrap();
        let expected = [("id", "a/b"), ("emoji", "👍")];
        assert_eq!(
            matched.parameters,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        let greedy = find(&routes, &Method::GET, "/files/x/y%20z").unwrap();
        assert_eq!(greedy.parameters, [("path".to_owned(), "x/y z".to_owned())]);
    }
}
