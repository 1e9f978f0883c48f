// The page that stands in for an episode while it is changed: opens it when it is back.
import { waitFor } from './episode-away.js';

await waitFor(location.href);
location.reload();
