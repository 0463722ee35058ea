//! Where the trace goes. A file is written beside the one that is named, and takes its place when it is complete.

use std::fs::{Metadata, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::failure::{Failure, FileProblem};
use super::interrupt;

/// Whether somebody still reads what is written.
#[derive(PartialEq)]
pub enum Reader {
    Here,
    Gone,
}

/// Takes lines.
pub struct Output(Sink);

enum Sink {
    /// Standard output, a device, a pipe: there is nothing that could be kept whole.
    Stream(BufWriter<Box<dyn Write>>),
    /// A file to be, and the path that it is to have. Dropped, it is removed.
    Beside { file: BufWriter<NamedTempFile>, path: PathBuf },
}

impl Output {
    /// Opens the output of that path, standard output where there is none. A file there stays as it is until
    /// [`Output::finish`].
    ///
    /// # Errors
    /// Where it may not be written, or its folder.
    pub fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::stream(io::stdout())) };
        let access = |error: io::Error| Failure::access(path, &error);
        let old = match std::fs::metadata(path) {
            Ok(old) => Some(old),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(access(error)),
        };
        if let Some(old) = &old {
            if is_standard_output(old) {
                return Ok(Self::stream(io::stdout()));
            }
            // Fails where nobody may write there, although the folder would let it be replaced.
            let opened = OpenOptions::new().write(true).open(path).map_err(access)?;
            if !old.is_file() {
                return Ok(Self::stream(opened));
            }
        }
        // What a link leads to is replaced, not the link.
        let path = if old.is_some() { path.canonicalize().map_err(access)? } else { path.to_owned() };
        let file = beside(&path, old.as_ref())
            .map_err(|error| Failure::file(&path, FileProblem::Folder { message: error.to_string() }))?;
        interrupt::remove(file.path().to_owned()).map_err(access)?;
        Ok(Self(Sink::Beside { file: BufWriter::new(file), path }))
    }

    fn stream(sink: impl Write + 'static) -> Self {
        Self(Sink::Stream(BufWriter::new(Box::new(sink))))
    }

    /// Writes a line.
    ///
    /// # Errors
    /// What the system says, except that nobody reads any more.
    pub fn write(&mut self, line: &str) -> Result<Reader, Failure> {
        let written = match &mut self.0 {
            Sink::Stream(stream) => writeln!(stream, "{line}"),
            Sink::Beside { file, .. } => writeln!(file, "{line}"),
        };
        match written {
            Ok(()) => Ok(Reader::Here),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Reader::Gone),
            Err(error) => Err(failed(error)),
        }
    }

    /// Ends it: a file takes the place of what was there.
    ///
    /// # Errors
    /// What the system says. Where only the place could not be taken, the file stays beside it.
    pub fn finish(self) -> Result<(), Failure> {
        match self.0 {
            Sink::Stream(mut stream) => match stream.flush() {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(failed(error)),
                Err(_) | Ok(()) => Ok(()),
            },
            Sink::Beside { file, path } => {
                let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
                file.as_file().sync_all().map_err(failed)?;
                match file.persist(&path) {
                    Ok(_) => Ok(()),
                    Err(refused) => {
                        let message = refused.error.to_string();
                        let (_, kept) = refused.file.keep().map_err(|error| failed(error.error))?;
                        Err(Failure::OutputBeside { path, kept, message })
                    }
                }
            }
        }
    }
}

/// An empty file in the folder of `path`, which whoever may read `old` may read; as any new file where there is none.
fn beside(path: &Path, old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".flatline-").suffix(".part");
    #[cfg(unix)]
    let readable = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(readable);
    let file = builder.tempfile_in(folder)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}

fn failed(error: io::Error) -> Failure {
    Failure::Output { message: error.to_string() }
}

/// Whether it is what standard output goes to, as `/dev/stdout` is.
fn is_standard_output(file: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        let stdout =
            io::stdout().as_fd().try_clone_to_owned().and_then(|stdout| std::fs::File::from(stdout).metadata());
        stdout.is_ok_and(|stdout| is_same(file, &stdout))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        false
    }
}

/// Whether two paths lead to one file, by whatever names.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    // Not opened: a pipe would wait, or lose its writer.
    let files = [one, other].map(|path| std::fs::metadata(path).ok().filter(Metadata::is_file));
    let [Some(first), Some(second)] = files else { return false };
    #[cfg(unix)]
    {
        is_same(&first, &second)
    }
    #[cfg(not(unix))]
    {
        let _ = (first, second);
        matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}
