/** In the page, in place of `mysql2`: what it spells statements with, and no connections. */
import { format } from 'sql-escaper';

export default { format };
