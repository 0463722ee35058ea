//! What keeps a page from training, whatever the visitor wants. No browser in it.

/// Why a page does not train; by itself, for no reason.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kept {
    /// Nobody sees it.
    pub unseen: bool,
    /// The page around it has another one train.
    pub held: bool,
}

impl Kept {
    /// Whether nothing keeps it.
    pub fn may_train(self) -> bool {
        !self.unseen && !self.held
    }
}
