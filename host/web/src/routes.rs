//! The table of all routes of the lab's own pages, with what one must be allowed to do for each.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use fieldlab_domain::member::Act;

use crate::accounts::gate;
use crate::pages::{
    about, accessibility, api_reference, audit, comparing, copy, decision, experiment, front, grants, health, join,
    lab, log, login, members, need, openid, people, prototype, reactions, run, shares, sharing_data, tokens, tour,
    tour_edit, tours, try_it, upload, what_if,
};
use crate::{Lab, assets, error, register};

/// What a route needs: `None` is for everybody.
pub(crate) type Needs = Option<Act>;

const ALL: Needs = None;
const SEE: Needs = Some(Act::See);
const REACT: Needs = Some(Act::React);
const SIGN: Needs = Some(Act::Sign);
const WORK: Needs = Some(Act::Work);
const GOVERN: Needs = Some(Act::Govern);

/// The lab's pages and forms.
pub(crate) fn table() -> Table {
    Table::default()
        .get(SEE, "/", front::show)
        .post(WORK, "/needs", front::add)
        .get(SEE, "/needs/{name}", need::show)
        .get(WORK, "/needs/{name}/edit", need::edit)
        .post(WORK, "/needs/{name}/edit", need::change)
        .post(WORK, "/needs/{name}/merge", need::merge)
        .post(WORK, "/needs/{name}/part", need::part)
        .get(SEE, "/experiments/{name}", experiment::show)
        .post(WORK, "/experiments/{name}/runs", experiment::run)
        .get(WORK, "/experiments/{name}/copy", copy::show)
        .post(WORK, "/experiments/{name}/copy", copy::make)
        .get(SEE, "/experiments/{name}/what-if", what_if::show)
        .post(WORK, "/experiments/{name}/what-if", what_if::keep)
        .get(SEE, "/compare", comparing::show)
        .get(SEE, "/runs/{id}", run::show)
        .get(SEE, "/runs/{id}/progress", run::progress)
        .get(SEE, "/runs/{id}/report.html", run::report)
        .get(SEE, "/runs/{id}/evidence.json", run::evidence)
        .get(SEE, "/runs/{id}/results.csv", run::results)
        .get(SEE, "/runs/{id}/people", people::show)
        .post(SEE, "/runs/{id}/people/{place}/play", people::play)
        .get(SEE, "/runs/{id}/decision", decision::show)
        .post(SIGN, "/runs/{id}/decision", decision::sign)
        .get(SEE, "/reactions/{kind}/{key}", reactions::show)
        .post(REACT, "/reactions/{kind}/{key}", reactions::react)
        .post(WORK, "/reactions/{kind}/{key}/reply", reactions::reply)
        .get(SEE, "/reactions/{kind}/{key}/reactions.csv", reactions::export)
        .get(SEE, "/prototypes", prototype::list)
        .get(SEE, "/prototypes/{name}", prototype::show)
        .post(WORK, "/prototypes/{name}/current", prototype::make_current)
        .get(SEE, "/prototypes/{name}/versions/{version}", prototype::show_version)
        .demo("/prototypes/{name}")
        .demo("/prototypes/{name}/versions/{version}")
        .get(SEE, "/prototypes/{name}/grants", grants::show)
        .post(WORK, "/prototypes/{name}/grants", grants::decide)
        .get(SEE, "/tours", tours::list)
        .get(SEE, "/tours/{name}", tours::show)
        .post(SEE, "/tours/{name}/begin", tours::begin)
        .get(WORK, "/tours/{name}/edit", tour_edit::show)
        .post(WORK, "/tours/{name}/edit", tour_edit::keep)
        .get(SEE, "/tours/{name}/{scene}", tour::show)
        .get(SEE, "/tours/{name}/{scene}/full", tour::full)
        .get(SEE, "/tours/{name}/{scene}/enter", tour::enter)
        .post(SEE, "/tours/{name}/{scene}/persona", tour::choose)
        .post(SEE, "/tours/{name}/{scene}/reset", tour::reset)
        .get(SEE, "/tours/{name}/{scene}/glass", tour::glass)
        .get(SEE, "/tours/{name}/{scene}/glass/events", tour::events)
        .get(SEE, "/processing-log", log::show)
        .post(SEE, "/processing-log", log::of_citizen)
        .get(WORK, "/shares", shares::show)
        .post(WORK, "/shares", shares::share)
        .post(WORK, "/shares/{id}/withdraw", shares::withdraw)
        .get(GOVERN, "/members", members::show)
        .post(GOVERN, "/members/invitations", members::invite)
        .post(GOVERN, "/members/invitations/{id}/withdraw", members::withdraw)
        .post(GOVERN, "/members/{id}/roles", members::set_roles)
        .post(GOVERN, "/members/{id}/remove", members::remove)
        .get(GOVERN, "/audit", audit::show)
        .get(GOVERN, "/tokens", tokens::show)
        .post(GOVERN, "/tokens", tokens::make)
        .post(GOVERN, "/tokens/{name}/withdraw", tokens::take_back)
        .get(SEE, "/lab", lab::show)
        .get(SEE, "/populations/{model}", lab::population)
        .get(ALL, "/about", about::show)
        .get(ALL, "/accessibility", accessibility::show)
        .get(ALL, "/v1", api_reference::show)
        .get(ALL, "/login", login::show)
        .post(ALL, "/login", login::log_in)
        .get(ALL, "/login/openid", openid::leave)
        .get(ALL, "/login/openid/back", openid::back)
        .post(ALL, "/logout", login::log_out)
        .get(ALL, "/join/{secret}", join::show)
        .post(ALL, "/join/{secret}", join::join)
        .get(ALL, "/sharing/{key}", sharing_data::show)
        .post(ALL, "/sharing/{key}", sharing_data::decide)
        .get(ALL, "/s/{secret}", shares::shared)
        .post(ALL, "/s/{secret}", shares::come_in)
        .get(ALL, "/health", health::show)
        .get(ALL, "/static/{file}", assets::serve)
}

/// The page for deploying, which takes larger forms than others and more time.
pub(crate) fn uploads() -> Table {
    Table::default().get(WORK, "/deploy", upload::show).large(WORK, "/deploy", upload::receive)
}

pub(crate) fn routes() -> Router<Lab> {
    table()
        .router
        .merge(register::routes().route_layer(from_fn_with_state(Act::See, gate::keep)))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::wrong_method)
        .layer(from_fn(error::in_plain_words))
}

/// A line of the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    #[cfg_attr(not(test), expect(dead_code, reason = "it is for who reads the table"))]
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) needs: Needs,
}

/// Routes, each kept to those who may.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) router: Router<Lab>,
    pub(crate) rows: Vec<Row>,
}

impl Table {
    /// The pages of a demo: of the version that is current, or of a version that was deployed.
    fn demo(self, at: &str) -> Table {
        self.get(SEE, &format!("{at}/try"), try_it::show)
            .get(SEE, &format!("{at}/full"), try_it::full)
            .get(SEE, &format!("{at}/enter"), try_it::enter)
            .post(SEE, &format!("{at}/persona"), try_it::choose)
            .post(SEE, &format!("{at}/day"), try_it::set_day)
            .post(SEE, &format!("{at}/reset"), try_it::reset)
            .get(SEE, &format!("{at}/trail"), try_it::trail)
            .get(SEE, &format!("{at}/trail/events"), try_it::trail_events)
    }

    fn get<T: 'static>(self, needs: Needs, path: &str, handler: impl Handler<T, Lab>) -> Table {
        self.add(Row { method: "GET", path: path.to_owned(), needs }, get(handler))
    }

    fn post<T: 'static>(self, needs: Needs, path: &str, handler: impl Handler<T, Lab>) -> Table {
        self.add(Row { method: "POST", path: path.to_owned(), needs }, post(handler))
    }

    /// A form with files in it.
    fn large<T: 'static>(self, needs: Needs, path: &str, handler: impl Handler<T, Lab>) -> Table {
        let route = post(handler).layer(DefaultBodyLimit::max(upload::MOST_FORM));
        self.add(Row { method: "POST", path: path.to_owned(), needs }, route)
    }

    fn add(mut self, row: Row, route: MethodRouter<Lab>) -> Table {
        let route = match row.needs {
            None => route,
            Some(act) => route.route_layer(from_fn_with_state(act, gate::keep)),
        };
        let router = self.router.route(&row.path, route);
        self.rows.push(row);
        Table { router, rows: self.rows }
    }
}
