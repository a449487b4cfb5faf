//! The lab on the web: pages and API.
