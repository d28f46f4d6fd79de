const [major = 0] = process.versions.node.split('.').map(Number);

/** Whether Node says `ECANCELED` of a write that was under way when its socket was destroyed, and before Node 22 nothing (as of 20.20 and 22.23). */
export const cancelsWrites = major >= 22;
