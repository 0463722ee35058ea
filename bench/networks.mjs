// The networks of the race for programs that are no JavaScript: one JSON object a line.
//
//   node bench/networks.mjs
import { network, raced, title } from "./network.mjs";

for (const shape of raced) console.log(JSON.stringify({ title: title(shape), ...network(shape) }));
