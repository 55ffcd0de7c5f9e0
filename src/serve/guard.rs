//! The guard at the door: which requests are answered at all.

use axum::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use axum::http::{Method, StatusCode, Uri};
use std::net::IpAddr;

/// The cookie that holds the token.
pub(super) const TOKEN: &str = "suanli-token";

/// Knows those that may ask.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    /// The address that is listened at.
    pub(super) bound: IpAddr,
    /// What clients have to know, where not only this machine can ask.
    pub(super) token: Option<String>,
}

impl Guard {
    /// Why a request is not answered; nothing where it is.
    pub(super) fn refusal(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Option<(StatusCode, &'static str)> {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let Some(host) = text(HOST) else { return Some((StatusCode::BAD_REQUEST, "no host is named")) };
        if !self.is_known(host) {
            return Some((StatusCode::FORBIDDEN, "this server has another name"));
        }
        let origin = headers.get(ORIGIN);
        let is_ours = |origin: &HeaderValue| {
            let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
            origin.is_some_and(|(_, place)| place.eq_ignore_ascii_case(host))
        };
        let is_safe = method == Method::GET || method == Method::HEAD;
        if !is_safe && origin.is_some_and(|origin| !is_ours(origin)) {
            return Some((StatusCode::FORBIDDEN, "pages of others may not ask this server"));
        }
        if text(HeaderName::from_static("sec-fetch-site")).is_some_and(|site| site == "cross-site")
            && !is_safe
        {
            return Some((StatusCode::FORBIDDEN, "pages of others may not ask this server"));
        }
        let token = self.token.as_ref()?;
        let bearer = text(AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
        let given = [bearer, asked_token(uri), cookie(headers)];
        if given.into_iter().flatten().any(|given| is_same(given, token)) {
            return None;
        }
        Some((StatusCode::UNAUTHORIZED, "the address with the token stands where the server was started"))
    }

    /// Whether a server of this name is meant: else a page of others might have had its name changed to this address. Where a token is
    /// asked for, no name tells anything.
    fn is_known(&self, host: &str) -> bool {
        if self.token.is_some() {
            return true;
        }
        let without_port = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        let is_local = |address: IpAddr| address.is_loopback() || address == self.bound;
        without_port.eq_ignore_ascii_case("localhost") || without_port.parse().is_ok_and(is_local)
    }
}

/// The token in the address.
pub(super) fn asked_token(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|part| part.strip_prefix("token="))
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|value| value.split("; ")).find_map(|part| part.strip_prefix(TOKEN)?.strip_prefix('='))
}

/// Whether two words are the same, in a time that does not tell how far they are.
fn is_same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
    one.len() == other.len() && std::hint::black_box(differences) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(token: Option<&str>) -> Guard {
        Guard { bound: [127, 0, 0, 1].into(), token: token.map(str::to_owned) }
    }

    fn status(guard: &Guard, method: &Method, uri: &str, headers: &[(&'static str, &str)]) -> u16 {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        guard.refusal(method, &uri.parse().unwrap(), &map).map_or(200, |(status, _)| status.as_u16())
    }

    #[test]
    fn only_this_machine_asks_where_there_is_no_token() {
        let open = guard(None);
        for host in ["localhost:1", "127.0.0.1:8642", "[::1]:8642", "LOCALHOST"] {
            assert_eq!(status(&open, &Method::GET, "/", &[("host", host)]), 200, "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:8642", ""] {
            assert_eq!(status(&open, &Method::GET, "/", &[("host", host)]), 403, "{host}");
        }
        assert_eq!(status(&open, &Method::GET, "/", &[]), 400);
        let posts =
            |origin| status(&open, &Method::POST, "/", &[("host", "localhost:1"), ("origin", origin)]);
        assert_eq!(posts("http://localhost:1"), 200);
        for origin in ["http://localhost:2", "https://evil.example", "null"] {
            assert_eq!(posts(origin), 403, "{origin}");
        }
    }

    #[test]
    fn a_token_is_asked_for() {
        let shut = guard(Some("secret"));
        let ask = |uri, headers: &[(&'static str, &str)]| {
            let headers = [&[("host", "city.example")], headers].concat();
            status(&shut, &Method::GET, uri, &headers)
        };
        assert_eq!(ask("/", &[]), 401);
        assert_eq!(ask("/?token=secre", &[]), 401);
        assert_eq!(ask("/?token=secret", &[]), 200);
        assert_eq!(ask("/", &[("cookie", "a=b; suanli-token=secret")]), 200);
        assert_eq!(ask("/", &[("authorization", "Bearer secret")]), 200);
        assert_eq!(ask("/", &[("authorization", "Bearer secrets")]), 401);
    }
}
