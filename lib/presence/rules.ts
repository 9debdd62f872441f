/** How long a page is believed to be open. Pure. */

/** A page says so this often that it is open, and is believed for so long after it last did, milliseconds. */
export const lookEveryMs = 15_000
export const lookLastsMs = 40_000
