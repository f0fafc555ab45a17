//! Which encoding a text file has: its mark, else strict UTF-8, else strict
//! GB 18030, else a refusal. Never a guess.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::sniff::unreadable;
use crate::fault::FileFault;

/// An encoding and the length of the mark at the start of the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    encoding: &'static Encoding,
    mark_bytes: u64,
}

const MARKS: [(&[u8], &Encoding); 3] =
    [(&[0xef, 0xbb, 0xbf], UTF_8), (&[0xff, 0xfe], UTF_16LE), (&[0xfe, 0xff], UTF_16BE)];

const CHUNK_BYTES: usize = 64 << 10;

/// Read the whole file once to find the encoding that all of it keeps.
pub(crate) fn detect<R: Read + Seek>(file: &mut R) -> Result<Found, FileFault> {
    let mut start = Vec::new();
    file.by_ref().take(3).read_to_end(&mut start).map_err(unreadable)?;
    if let Some((mark, encoding)) = MARKS.iter().find(|(mark, _)| start.starts_with(mark)) {
        let found = Found { encoding, mark_bytes: mark.len() as u64 };
        return match first_malformed(file, found)? {
            None => Ok(found),
            Some(byte) => Err(FileFault::FalseMark { encoding: encoding.name().into(), byte }),
        };
    }
    let utf8 = Found { encoding: UTF_8, mark_bytes: 0 };
    let Some(utf8_byte) = first_malformed(file, utf8)? else { return Ok(utf8) };
    let gb18030 = Found { encoding: GB18030, mark_bytes: 0 };
    match first_malformed(file, gb18030)? {
        None => Ok(gb18030),
        Some(gb18030_byte) => Err(FileFault::UnknownEncoding { utf8_byte, gb18030_byte }),
    }
}

/// Where the file first breaks the encoding, counted in bytes from 0.
fn first_malformed<R: Read + Seek>(file: &mut R, found: Found) -> Result<Option<u64>, FileFault> {
    let mut text = DecodingReader::new(file, found).map_err(unreadable)?;
    let mut sink = vec![0; CHUNK_BYTES];
    loop {
        match text.read(&mut sink) {
            Ok(0) => return Ok(None),
            Ok(_) => {}
            Err(_) if text.malformed_at.is_some() => return Ok(text.malformed_at),
            Err(error) => return Err(unreadable(error)),
        }
    }
}

/// Hands out the file as UTF-8 without its mark; fails at the first byte that
/// breaks the encoding.
pub(crate) struct DecodingReader<R> {
    file: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    text: Vec<u8>,
    text_at: usize,
    /// Position in the file of the next byte for the decoder.
    position: u64,
    ended: bool,
    malformed_at: Option<u64>,
}

impl<R: Read + Seek> DecodingReader<R> {
    pub(crate) fn new(mut file: R, found: Found) -> io::Result<Self> {
        file.seek(SeekFrom::Start(found.mark_bytes))?;
        Ok(Self {
            file,
            decoder: found.encoding.new_decoder_without_bom_handling(),
            raw: Vec::new(),
            raw_at: 0,
            text: Vec::new(),
            text_at: 0,
            position: found.mark_bytes,
            ended: false,
            malformed_at: None,
        })
    }

    /// Decode the next piece into `text`; leaves it empty at the end.
    fn decode(&mut self) -> io::Result<()> {
        self.text.resize(CHUNK_BYTES, 0);
        self.text_at = 0;
        let mut last = false;
        if self.raw_at == self.raw.len() {
            self.raw.resize(CHUNK_BYTES, 0);
            let read = self.file.read(&mut self.raw)?;
            self.raw.truncate(read);
            self.raw_at = 0;
            last = read == 0;
        }
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(&self.raw[self.raw_at..], &mut self.text, last);
        self.raw_at += read;
        self.position += read as u64;
        self.text.truncate(written);
        match result {
            DecoderResult::Malformed(bad, after) => {
                let behind = u64::from(bad) + u64::from(after);
                self.malformed_at = Some(self.position.saturating_sub(behind));
                Err(io::Error::from(io::ErrorKind::InvalidData))
            }
            DecoderResult::InputEmpty => {
                self.ended = last;
                Ok(())
            }
            DecoderResult::OutputFull => Ok(()),
        }
    }
}

impl<R: Read + Seek> Read for DecodingReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.text_at == self.text.len() && !self.ended {
            self.decode()?;
        }
        let ready = &self.text[self.text_at..];
        let length = ready.len().min(out.len());
        out[..length].copy_from_slice(&ready[..length]);
        self.text_at += length;
        Ok(length)
    }
}

/// Decode a small file that is already in memory.
///
/// # Errors
/// As [`detect`].
pub(crate) fn decode(bytes: &[u8]) -> Result<String, FileFault> {
    let mut file = io::Cursor::new(bytes);
    let found = detect(&mut file)?;
    let mut text = String::new();
    DecodingReader::new(file, found)
        .and_then(|mut reader| reader.read_to_string(&mut text))
        .map_err(unreadable)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_recognised() {
        let rare = "姓名,𠮷野,㐂,鿿";
        let (gb, _, _) = GB18030.encode(rare);
        assert_eq!(decode(rare.as_bytes()).as_deref(), Ok(rare));
        assert_eq!(decode(&[&[0xef, 0xbb, 0xbf], rare.as_bytes()].concat()).as_deref(), Ok(rare));
        assert_eq!(decode(&gb).as_deref(), Ok(rare));
        let utf16: Vec<u8> = rare.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&[vec![0xff, 0xfe], utf16].concat()).as_deref(), Ok(rare));
    }

    #[test]
    fn a_gbk_file_with_a_utf8_mark_is_refused_with_the_byte() {
        let (gb, _, _) = GB18030.encode("ab姓名");
        let marked = [&[0xef, 0xbb, 0xbf], gb.as_ref()].concat();
        assert_eq!(decode(&marked), Err(FileFault::FalseMark { encoding: "UTF-8".into(), byte: 5 }));
    }

    #[test]
    fn neither_encoding_gives_both_positions() {
        let bytes = b"abc\xd0\xd5\xff\xff";
        assert_eq!(decode(bytes), Err(FileFault::UnknownEncoding { utf8_byte: 3, gb18030_byte: 5 }));
    }

    #[test]
    fn a_cut_character_at_the_end_is_found() {
        let whole = "姓名".as_bytes();
        let cut = whole.get(..5).expect("six bytes");
        assert!(matches!(decode(cut), Err(FileFault::UnknownEncoding { utf8_byte: 3, .. })));
    }

    #[test]
    fn pieces_across_the_buffer_stay_whole() {
        let long = "山西省太原市".repeat(20_000);
        assert_eq!(decode(long.as_bytes()).as_deref(), Ok(long.as_str()));
        let (gb, _, _) = GB18030.encode(&long);
        assert_eq!(decode(&gb).as_deref(), Ok(long.as_str()));
    }
}
