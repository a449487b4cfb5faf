/** Zorgwijzer: care and support near you, compared by waiting time and price, without paid ranking. */

import { compare } from "./pages/compare.js";
import { list } from "./pages/list.js";
import { order } from "./pages/order.js";
import { provider } from "./pages/provider.js";
import { start } from "./pages/start.js";

export { offers } from "./answering.js";
export { respond } from "./talking.js";

export function routes(router) {
  return router
    .get("/", start)
    .get("/aanbod", list)
    .get("/vergelijk", compare)
    .get("/aanbieder/{id}", provider)
    .get("/volgorde", order);
}
