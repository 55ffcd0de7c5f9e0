//! What every request passes: the guard on its way in, and on the way out what browsers have to know of the answer.

use super::guard::{TOKEN, asked_token};
use super::state::State;
use axum::body::Body;
use axum::extract::{Request, State as Held};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

/// Lets good requests pass, and adds to each answer what browsers have to know of it.
pub(super) async fn guarded(Held(state): Held<Arc<State>>, request: Request, next: Next) -> Response {
    let guard = &state.guard;
    let mut response = match guard.refusal(request.method(), request.uri(), request.headers()) {
        Some((status, why)) => (status, format!("{why}\n")).into_response(),
        None => {
            let given = guard.token.as_ref().filter(|_| asked_token(request.uri()).is_some());
            let cookie = given.map(|token| format!("{TOKEN}={token}; HttpOnly; SameSite=Strict; Path=/"));
            let mut response = next.run(request).await;
            if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
                response.headers_mut().insert(SET_COOKIE, cookie);
            }
            response
        }
    };
    add_safety(&mut response);
    response
}

/// What every answer says of itself, unless it says more already.
fn add_safety(response: &mut Response<Body>) {
    const SAFETY: [(HeaderName, &str); 5] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
        (X_FRAME_OPTIONS, "DENY"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (name, value) in SAFETY {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
}
