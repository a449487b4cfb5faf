/** What the tests of this SDK share. They stand in no prototype: the manifest is that of the examples of the SDK for Rust. */

process.chdir(new URL("../../sdk-rust/service", import.meta.url).pathname);

const { Visitor } = await import("fieldlab-service/visitor");

export const newVisitor = (routes, options) => new Visitor(routes, options);
