/** To be imported before anything that makes a schema: the page's policy forbids what zod would try, and tells on it. */
import { config } from 'zod';

config({ jitless: true });
