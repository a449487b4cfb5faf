//! The file system: there is no folder in it, so no file can be opened.

use wasmtime::Result;
use wasmtime::component::{HasData, Linker};
use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemCtxView};
use wasmtime_wasi::p2::bindings::filesystem::preopens;
use wasmtime_wasi::p2::bindings::sync::filesystem::types;

use crate::state::GuestState;

fn view(state: &mut GuestState) -> <WasiFilesystem as HasData>::Data<'_> {
    WasiFilesystemCtxView { ctx: &mut state.files, table: &mut state.table }
}

/// Links the file system.
pub(crate) fn link(linker: &mut Linker<GuestState>) -> Result<()> {
    preopens::add_to_linker::<GuestState, WasiFilesystem>(linker, view)?;
    types::add_to_linker::<GuestState, WasiFilesystem>(linker, view)
}
