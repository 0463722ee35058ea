// Who trains, and where.
const at = (name) => `/bench/contestants/${name}.js`;

export const flatline = { name: "flatline", file: at("flatline"), module: false };

export const contestants = [
  flatline,
  { name: "jax-js", file: at("jax-js"), module: true },
  { name: "tensorflow-js", file: at("tensorflow-js"), module: false },
];
