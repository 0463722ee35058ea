//! How much memory a piece of code has taken at most.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, which keeps count for each thread.
struct Counting;

thread_local! {
    static NOW: Cell<usize> = const { Cell::new(0) };
    static MOST: Cell<usize> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: everything is the system allocator's; counting beside it touches no memory of its.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let _ = NOW.try_with(|now| now.set(now.get().saturating_sub(layout.size())));
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

fn add(size: usize) {
    // A thread that ends has none any more.
    let _ = NOW.try_with(|now| {
        now.set(now.get() + size);
        let _ = MOST.try_with(|most| most.set(most.get().max(now.get())));
    });
}

/// Begins to count anew; what is taken now.
pub fn restart() -> usize {
    let now = NOW.get();
    MOST.set(now);
    now
}

/// The most that was taken at once since then.
pub fn most() -> usize {
    MOST.get()
}
