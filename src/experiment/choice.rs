//! A closed list of named options, such as the activations: one row an option, everything else derived.

/// One option as its two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name in JSON and in permalinks, such as `leaky_relu`.
    pub key: &'static str,
    /// The name that a reader sees, such as `Leaky ReLU`.
    pub label: &'static str,
}

/// What every list of options offers to controls, permalinks and files.
pub trait Choice: Copy + PartialEq + 'static {
    /// All options, in the order in which a control lists them.
    const ALL: &'static [Self];
    /// The names of all options, in the same order.
    const NAMES: &'static [Named];
    /// The name in JSON and in permalinks, such as `leaky_relu`.
    fn key(self) -> &'static str;
    /// The name that a reader sees, such as `Leaky ReLU`.
    fn label(self) -> &'static str;
    /// The option of that key.
    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|option| option.key() == key)
    }
}

/// Declares an enum whose rows are `Variant = "key", "Label";` with the traits that follow from them.
#[macro_export]
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$row:meta])* $variant:ident = $key:literal, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$row])* #[serde(rename = $key)] $variant,)+ }

        impl $crate::experiment::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const NAMES: &'static [$crate::experiment::Named] =
                &[$($crate::experiment::Named { key: $key, label: $label }),+];
            fn key(self) -> &'static str { match self { $(Self::$variant => $key),+ } }
            fn label(self) -> &'static str { match self { $(Self::$variant => $label),+ } }
        }
    };
}
