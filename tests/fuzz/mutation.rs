//! Inputs made from others: bytes changed, cut, doubled, joined, and numbers made large.

use flatline::random::{Random, Stream, stream};

/// Words that parsers trip over.
const WORDS: [&str; 22] = [
    "99999999999999999999",
    "-1",
    "0",
    "1e999",
    "NaN",
    "inf",
    "\"",
    "\\u0000",
    "{",
    "}",
    "[",
    "]",
    "[[[[[[[[",
    ";",
    ",",
    "=",
    "%",
    "&",
    "\u{feff}",
    "\0",
    "depth",
    "changes",
];

pub struct Mutator {
    corpus: Vec<Vec<u8>>,
    random: Random,
    largest: usize,
}

impl Mutator {
    /// Another sequence for each name, the same each time.
    pub fn new(name: &str, corpus: Vec<Vec<u8>>, largest: usize) -> Self {
        let seed = name.bytes().fold(0, |seed: u64, byte| seed * 31 % (1 << 50) + u64::from(byte));
        Self { corpus, random: stream(seed, Stream::Noise, 0), largest }
    }

    /// The next input.
    pub fn next(&mut self) -> Vec<u8> {
        let mut input = self.any();
        for _ in 0..=self.random.below(6) {
            self.mutate(&mut input);
        }
        input.truncate(self.largest);
        input
    }

    fn any(&mut self) -> Vec<u8> {
        let place = self.random.below(self.corpus.len());
        self.corpus[place].clone()
    }

    fn place(&mut self, input: &[u8]) -> usize {
        self.random.below(input.len() + 1)
    }

    fn mutate(&mut self, input: &mut Vec<u8>) {
        let (one, other) = (self.place(input), self.place(input));
        let (from, to) = (one.min(other), one.max(other));
        match self.random.below(9) {
            0 if from < input.len() => input[from] ^= 1 << self.random.below(8),
            1 if from < input.len() => input[from] = [0, 1, 0x7f, 0x80, 0xff][self.random.below(5)],
            2 => drop(input.drain(from..to)),
            3 => input.truncate(to),
            4 => {
                let word = WORDS[self.random.below(WORDS.len())];
                drop(input.splice(from..from, word.bytes()));
            }
            5 => {
                let word = WORDS[self.random.below(WORDS.len())];
                drop(input.splice(from..to, word.bytes()));
            }
            6 => {
                let part = input[from..to].to_vec();
                drop(input.splice(to..to, part));
            }
            // Now and then a great many of the same.
            7 if self.random.below(20) == 0 && to > from => {
                let part = input[from..to].to_vec();
                let times = self.random.below(self.largest / part.len().max(1)) + 1;
                drop(input.splice(to..to, part.repeat(times)));
            }
            _ => {
                let end = self.any();
                let begin = self.place(&end);
                input.truncate(to);
                input.extend(&end[begin..]);
            }
        }
    }
}
