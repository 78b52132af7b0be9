"""Every event and every command on one line: wire name, version, class. The wire names never come from class names."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.commands import account as account_commands
from schemas.commands import job as job_commands
from schemas.commands import project as project_commands
from schemas.commands import system as system_commands
from schemas.events import account, film, job, project, system, task


@dataclass(frozen=True, slots=True)
class EventType:
    name: str
    version: int
    type: type

    @property
    def wire(self) -> str:
        return f"{self.name}.v{self.version}"


@dataclass(frozen=True, slots=True)
class CommandType(EventType):
    pass


EVENTS: tuple[EventType, ...] = (
    EventType("account.opened", 1, account.AccountOpened),
    EventType("account.tier_changed", 1, account.TierChanged),
    EventType("credits.granted", 1, account.CreditsGranted),
    EventType("credits.reserved", 1, account.CreditsReserved),
    EventType("credits.debited", 1, account.CreditsDebited),
    EventType("credits.released", 1, account.CreditsReleased),
    EventType("credits.expired", 1, account.CreditsExpired),
    EventType("credits.reset", 1, account.CreditsReset),
    EventType("credits.adjusted", 1, account.CreditsAdjusted),
    EventType("project.created", 1, project.ProjectCreated),
    EventType("project.renamed", 1, project.ProjectRenamed),
    EventType("project.settings_changed", 1, project.ProjectSettingsChanged),
    EventType("project.script_saved", 1, project.ScriptSaved),
    EventType("project.archived", 1, project.ProjectArchived),
    EventType("project.restored", 1, project.ProjectRestored),
    EventType("job.requested", 1, job.JobRequested),
    EventType("job.planned", 2, job.JobPlanned),
    EventType("job.started", 1, job.JobStarted),
    EventType("job.progressed", 1, job.JobProgressed),
    EventType("job.completed", 1, job.JobCompleted),
    EventType("job.failed", 1, job.JobFailed),
    EventType("job.cancelled", 1, job.JobCancelled),
    EventType("job.expired", 1, job.JobExpired),
    EventType("task.scheduled", 1, task.TaskScheduled),
    EventType("task.started", 1, task.TaskStarted),
    EventType("task.failed", 1, task.TaskFailed),
    EventType("task.handed_back", 1, task.TaskHandedBack),
    EventType("task.lease_expired", 1, task.LeaseExpired),
    EventType("task.retried", 1, task.TaskRetried),
    EventType("task.dead", 1, task.TaskDead),
    EventType("film.script_analyzed", 1, film.ScriptAnalyzed),
    EventType("film.character_rendered", 1, film.CharacterRendered),
    EventType("film.scene_rendered", 1, film.SceneRendered),
    EventType("film.voice_rendered", 1, film.VoiceRendered),
    EventType("film.lip_synced", 1, film.LipSynced),
    EventType("film.scene_composed", 1, film.SceneComposed),
    EventType("film.clip_rendered", 1, film.ClipRendered),
    EventType("film.music_rendered", 1, film.MusicRendered),
    EventType("film.subtitles_written", 1, film.SubtitlesWritten),
    EventType("film.encoded", 1, film.FilmEncoded),
    EventType("asset.generated", 1, film.AssetGenerated),
    EventType("command.rejected", 1, system.CommandRejected),
    EventType("command.repeated", 1, system.CommandRepeated),
    EventType("config.changed", 1, system.ConfigChanged),
    EventType("config.adopted", 1, system.ConfigAdopted),
    EventType("partition.ticked", 1, system.Ticked),
)

COMMANDS: tuple[CommandType, ...] = (
    CommandType("account.open", 1, account_commands.OpenAccount),
    CommandType("account.change_tier", 1, account_commands.ChangeTier),
    CommandType("credits.grant", 1, account_commands.GrantCredits),
    CommandType("project.create", 1, project_commands.CreateProject),
    CommandType("project.rename", 1, project_commands.RenameProject),
    CommandType("project.change_settings", 1, project_commands.ChangeSettings),
    CommandType("project.save_script", 1, project_commands.SaveScript),
    CommandType("project.restore_script", 1, project_commands.RestoreScript),
    CommandType("project.archive", 1, project_commands.ArchiveProject),
    CommandType("project.restore", 1, project_commands.RestoreProject),
    CommandType("job.request", 1, job_commands.RequestJob),
    CommandType("job.cancel", 1, job_commands.CancelJob),
    CommandType("task.start", 1, job_commands.StartTask),
    CommandType("task.complete", 1, job_commands.CompleteTask),
    CommandType("task.fail", 1, job_commands.FailTask),
    CommandType("task.hand_back", 1, job_commands.HandBackTask),
    CommandType("task.expire_lease", 1, job_commands.ExpireLease),
    CommandType("partition.tick", 1, system_commands.Tick),
    CommandType("config.change", 1, system_commands.ChangeConfig),
    CommandType("config.adopt", 1, system_commands.AdoptConfig),
)

EVENT_OF_CLASS = {entry.type: entry for entry in EVENTS}
COMMAND_OF_CLASS = {entry.type: entry for entry in COMMANDS}
