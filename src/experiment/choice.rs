//! A closed list of named options, such as the optimizers: one row an option, everything else derived.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What every list of options offers to controls, permalinks and files.
pub trait Choice: Copy + PartialEq + Serialize + DeserializeOwned + 'static {
    /// All options, in the order in which a control lists them.
    const ALL: &'static [Self];
    /// The keys of all options, in the same order.
    const KEYS: &'static [&'static str];
    /// The name in JSON and in permalinks, such as `leaky_relu`.
    fn key(self) -> &'static str;
    /// The option of that key.
    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|option| option.key() == key)
    }
}

/// Declares an enum whose rows are `Variant = "key";` with the traits that follow from them. Where options have proper
/// names, the same in every language, a row is `Variant = "key", "Name";` and the enum has a method `name`.
#[macro_export]
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$row:meta])* $variant:ident = $key:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$row])* #[serde(rename = $key)] $variant,)+ }

        impl $crate::experiment::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const KEYS: &'static [&'static str] = &[$($key),+];
            fn key(self) -> &'static str { match self { $(Self::$variant => $key),+ } }
        }
    };
    ($(#[$meta:meta])* $name:ident { $($(#[$row:meta])* $variant:ident = $key:literal, $label:literal;)+ }) => {
        $crate::choice! { $(#[$meta])* $name { $($(#[$row])* $variant = $key;)+ } }

        impl $name {
            /// Its proper name, such as `Leaky ReLU`.
            pub fn name(self) -> &'static str { match self { $(Self::$variant => $label),+ } }
        }
    };
}
