//! The interface, in process, on both databases.

mod access;
mod audit;
mod bulk;
mod classes;
mod document;
mod door;
mod exports;
mod imports;
mod jobs;
mod live;
mod needs;
mod passkeys;
mod people;
mod places;
mod plans;
mod privacy;
mod provider;
mod rules;
mod runs;
mod seated;
mod second_factor;
mod shares;
mod sign_in;
mod surveys;
